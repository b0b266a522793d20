import type { Service, Session } from "./session";

const MOST_PAGES = 200;

/** All objects of a listing, page after page. `key` is where the answer holds them, `servers`. */
export async function listAll<T>(
  session: Session,
  service: Service,
  path: string,
  key: string,
): Promise<T[]> {
  const found: T[] = [];
  let next: string | undefined = path;
  for (let page = 0; next !== undefined && page < MOST_PAGES; page += 1) {
    const body = (await session.call(service, "GET", next)) as Record<string, unknown>;
    found.push(...((body[key] ?? []) as T[]));
    next = nextOf(body, key, path);
  }
  return found;
}

/** Nova, Cinder and Neutron give a list of links, Glance a path. Only the query counts: the address may be a proxy's. */
function nextOf(body: Record<string, unknown>, key: string, path: string): string | undefined {
  const links = body[`${key}_links`] as readonly { rel: string; href: string }[] | undefined;
  const link = links?.find(({ rel }) => rel === "next")?.href ?? (body.next as string | undefined);
  const query = link?.split("?", 2)[1];
  return query === undefined ? undefined : `${path.split("?", 1)[0] ?? path}?${query}`;
}

/** `?name=a&limit=1`, with everything that needs it escaped; nothing for no fields. */
export function query(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
