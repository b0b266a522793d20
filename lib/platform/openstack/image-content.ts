import { digestOfContent, getImage } from "./api/images";
import type { Session } from "./api/session";

/** With the provider's own wait before it looks at a machine, soon enough for a user to know in half a minute. */
const DEADLINE_MS = 15_000;

/** Machines of one run that fail together mostly share an image: it is fetched once. */
const known = new Map<string, Promise<string>>();

/**
 * Whether an image's content is what its entry in the catalogue says, in words.
 *
 * Nova tells only operators that its hosts found an image damaged, so the content is fetched here as its hosts do, and
 * compared with the entry's checksum as they do.
 */
export function judgeContent(session: Session, id: string): Promise<string> {
  const judged =
    known.get(id) ??
    compare(session, id).catch(
      (error: unknown) =>
        `image ${id} could not be compared with its checksum: ${(error as Error).message}`,
    );
  known.set(id, judged);
  return judged;
}

async function compare(session: Session, id: string): Promise<string> {
  const image = await getImage(session, id);
  if (image === undefined) return `image ${id} is not in the catalogue any more`;
  const { name, os_hash_algo: algorithm, os_hash_value: entered } = image;
  if (typeof algorithm !== "string" || typeof entered !== "string")
    return `image ${name} has no checksum to compare it with`;
  const digest = await digestOfContent(session, id, algorithm, DEADLINE_MS);
  if (digest === entered) return `image ${name} fits its checksum`;
  const short = (hex: string): string => `${hex.slice(0, 12)}…`;
  return `image ${name} (${id}) does not fit its checksum in the catalogue: ${algorithm} ${short(digest)}, not ${short(entered)}`;
}
