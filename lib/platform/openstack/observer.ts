import type { Observation } from "../platform";
import { consoleOf, getServer, type Server } from "./api/compute";
import type { Session } from "./api/session";
import { cloud } from "./cloud";

/** Nova is not asked more often than that about one machine. */
const LEAST_MS = 3_000;
/** Lines of the console to ask for; Nova itself keeps about 100 KiB. */
const CONSOLE_LINES = 2_000;

const latest = new Map<string, { readonly at: number; readonly seen: Observation }>();

/** What the server `{ server }` does, and its console. */
export async function observe(key: Readonly<Record<string, string>>): Promise<Observation> {
  const { server = "" } = key;
  const known = latest.get(server);
  if (known !== undefined && performance.now() - known.at < LEAST_MS) return known.seen;
  const seen = await look(await cloud(), server);
  latest.set(server, { at: performance.now(), seen });
  return seen;
}

/** Asks the cloud about a server, now. */
export async function look(session: Session, id: string): Promise<Observation> {
  const server = await getServer(session, id);
  if (server === undefined) return { state: "gone", detail: `no server ${id} on this cloud` };
  const end = endOf(server);
  const console = await consoleOf(session, id, CONSOLE_LINES);
  return {
    state: end === undefined ? "running" : "gone",
    ...(end === undefined ? {} : { detail: end }),
    ...(console === undefined || console === "" ? {} : { console }),
  };
}

/** Why a server does not run and will not by itself; undefined while it does or may. */
function endOf({ status, fault }: Server): string | undefined {
  switch (status) {
    case "ERROR":
      return `its status is ERROR: ${fault?.message ?? "no reason given"}`;
    case "DELETED":
    case "SOFT_DELETED":
      return "it was deleted";
    case "SHUTOFF":
    case "SUSPENDED":
    case "PAUSED":
    case "SHELVED":
    case "SHELVED_OFFLOADED":
      return `its status is ${status}: somebody or the cloud has stopped it`;
    default:
      return undefined;
  }
}
