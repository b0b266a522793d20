import { orMissing, type AbsoluteLimits } from "./compute";
import { OpenStackError } from "./error";
import { listAll, query } from "./pages";
import type { Session } from "./session";

export interface CinderVolume {
  readonly id: string;
  readonly name: string;
  /** GiB. */
  readonly size: number;
  /** `creating`, `available`, `in-use`, `detaching`, `error`… */
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at: string;
  /** Where its content comes from, if from an image. */
  readonly volume_image_metadata?: { readonly image_id?: string };
}

export interface NewVolume {
  readonly name: string;
  readonly description: string;
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly volume_type?: string;
  readonly availability_zone?: string;
}

export const listVolumes = (session: Session, name?: string): Promise<CinderVolume[]> =>
  listAll(session, "volume", `/volumes/detail${query({ name })}`, "volumes");

export async function listVolumeTypes(session: Session): Promise<string[]> {
  const types = await listAll<{ name: string }>(session, "volume", "/types", "volume_types");
  return types.map(({ name }) => name);
}

/** What the project may have of volumes; undefined when the site has no volume service. */
export async function volumeLimits(session: Session): Promise<AbsoluteLimits | undefined> {
  const body = await session.call("volume", "GET", "/limits");
  return (body as { limits: { absolute: AbsoluteLimits } }).limits.absolute;
}

export async function getVolume(session: Session, id: string): Promise<CinderVolume | undefined> {
  const body = await orMissing(session.call("volume", "GET", `/volumes/${id}`));
  return (body as { volume: CinderVolume } | undefined)?.volume;
}

export async function createVolume(session: Session, volume: NewVolume): Promise<CinderVolume> {
  const body = await session.call("volume", "POST", "/volumes", { body: { volume } });
  return (body as { volume: CinderVolume }).volume;
}

/** Grows a volume; one that is attached, where the cloud can do that. */
export async function extendVolume(
  session: Session,
  { id, status }: CinderVolume,
  size: number,
): Promise<void> {
  // Attached volumes grow since this version of the interface.
  const headers = status === "in-use" ? { "openstack-api-version": "volume 3.42" } : {};
  const body = { "os-extend": { new_size: size } };
  try {
    await session.call("volume", "POST", `/volumes/${id}/action`, { body, headers });
  } catch (error) {
    if (!(error instanceof OpenStackError) || status !== "in-use") throw error;
    throw new Error(`volume ${id} can't grow while a machine uses it: ${error.message}`, {
      cause: error,
    });
  }
}

export const deleteVolume = (session: Session, id: string): Promise<unknown> =>
  orMissing(session.call("volume", "DELETE", `/volumes/${id}`));
