import { listServers, type Server } from "./api/compute";
import type { Session } from "./api/session";
import { serviceOf } from "./fault";
import { MARK_KEY } from "./mark";
import type { Request } from "./silence";
import type { Inputs } from "./strays";

export const INSTANCE = "openstack:compute/instance:Instance";
const WHAT_TO_DO =
  "the wait goes on; Ctrl-C twice ends it, and the next pulumi up goes on from here";

/** The servers that are what these inputs ask for. */
export async function serversOf(session: Session, { name, metadata }: Inputs): Promise<Server[]> {
  const mark = (metadata as Inputs | undefined)?.[MARK_KEY];
  const found = await listServers(session, String(name));
  return found.filter((each) => each.metadata?.[MARK_KEY] === mark);
}

/** What keeps an object that was asked for long ago; undefined for a machine that Nova is at work on: that takes its time. */
export async function whyNotThere(
  session: Session,
  { type, inputs }: Request,
): Promise<string | undefined> {
  const service = serviceOf(type);
  const asked = `${service} has not answered the request to make it; ${WHAT_TO_DO}`;
  if (type !== INSTANCE) return asked;
  const [server] = await serversOf(session, inputs);
  if (server === undefined) return asked;
  if (server.status === "BUILD") return undefined;
  return `${service} has it as ${server.status} (server ${server.id}), but does not answer the question for it; ${WHAT_TO_DO}`;
}
