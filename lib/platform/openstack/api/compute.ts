import { OpenStackError } from "./error";
import { listAll, query } from "./pages";
import type { Session } from "./session";

export interface Server {
  readonly id: string;
  readonly name: string;
  /** `BUILD`, `ACTIVE`, `SHUTOFF`, `ERROR`… */
  readonly status: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly flavor?: { readonly id?: string };
  /** "" when it boots from a volume. */
  readonly image?: { readonly id: string } | "";
  readonly fault?: { readonly message?: string; readonly details?: string };
  readonly "OS-EXT-STS:task_state"?: string | null;
}

export interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  /** MiB. */
  readonly ram: number;
  /** GiB; 0 for flavors whose machines boot from volumes. */
  readonly disk: number;
}

/** What the project may have and has; -1 is no limit. */
export type AbsoluteLimits = Readonly<Record<string, number | undefined>>;

export const listServers = (session: Session, name?: string): Promise<Server[]> =>
  listAll(
    session,
    "compute",
    // Nova takes a regular expression.
    `/servers/detail${query({ name: name === undefined ? undefined : `^${name}$` })}`,
    "servers",
  );

export const listFlavors = (session: Session): Promise<Flavor[]> =>
  listAll(session, "compute", "/flavors/detail", "flavors");

export async function computeLimits(session: Session): Promise<AbsoluteLimits> {
  const body = await session.call("compute", "GET", "/limits");
  return (body as { limits: { absolute: AbsoluteLimits } }).limits.absolute;
}

export async function listZones(session: Session): Promise<string[]> {
  const body = await session.call("compute", "GET", "/os-availability-zone");
  const zones = (
    body as { availabilityZoneInfo: { zoneName: string; zoneState: { available: boolean } }[] }
  ).availabilityZoneInfo;
  return zones.filter(({ zoneState }) => zoneState.available).map(({ zoneName }) => zoneName);
}

export async function listKeyPairs(session: Session): Promise<string[]> {
  const wrapped = await listAll<{ keypair: { name: string } }>(
    session,
    "compute",
    "/os-keypairs",
    "keypairs",
  );
  return wrapped.map(({ keypair }) => keypair.name);
}

export const listServerGroups = (session: Session): Promise<{ id: string; name: string }[]> =>
  listAll(session, "compute", "/os-server-groups", "server_groups");

/** The server, or undefined when there is none of that id. */
export async function getServer(session: Session, id: string): Promise<Server | undefined> {
  const body = await orMissing(
    session.call("compute", "GET", `/servers/${encodeURIComponent(id)}`),
  );
  return (body as { server: Server } | undefined)?.server;
}

/** The end of the server's console, or undefined where the cloud has none for it. */
export async function consoleOf(
  session: Session,
  id: string,
  lines: number,
): Promise<string | undefined> {
  try {
    const body = await session.call(
      "compute",
      "POST",
      `/servers/${encodeURIComponent(id)}/action`,
      {
        body: { "os-getConsoleOutput": { length: lines } },
      },
    );
    return (body as { output?: string }).output;
  } catch (error) {
    // 404: the host has no file for it yet. 409: it is not built yet. 501: this kind of host has no consoles.
    if (error instanceof OpenStackError && [400, 404, 409, 501].includes(error.status))
      return undefined;
    throw error;
  }
}

export const deleteServer = (session: Session, id: string): Promise<unknown> =>
  orMissing(session.call("compute", "DELETE", `/servers/${id}`));

export const deleteKeyPair = (session: Session, name: string): Promise<unknown> =>
  orMissing(session.call("compute", "DELETE", `/os-keypairs/${encodeURIComponent(name)}`));

export const deleteServerGroup = (session: Session, id: string): Promise<unknown> =>
  orMissing(session.call("compute", "DELETE", `/os-server-groups/${id}`));

/** Ids of the volumes that a server has. */
export async function attachedVolumes(session: Session, server: string): Promise<string[]> {
  const body = await orMissing(
    session.call("compute", "GET", `/servers/${server}/os-volume_attachments`),
  );
  const { volumeAttachments = [] } = (body ?? {}) as { volumeAttachments?: { volumeId: string }[] };
  return volumeAttachments.map(({ volumeId }) => volumeId);
}

export const detachVolume = (session: Session, server: string, volume: string): Promise<unknown> =>
  orMissing(
    session.call("compute", "DELETE", `/servers/${server}/os-volume_attachments/${volume}`),
  );

/** The answer, or undefined for what is not there (any more). */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof OpenStackError && error.status === 404) return undefined;
    throw error;
  }
}
