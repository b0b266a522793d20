import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { orMissing } from "./compute";
import { listAll, query } from "./pages";
import type { Session } from "./session";

export interface GlanceImage {
  readonly id: string;
  readonly name: string;
  /** `queued`, `saving`, `active`, `deactivated`… */
  readonly status: string;
  readonly visibility: string;
  /** Id of a project. */
  readonly owner?: string;
  readonly protected?: boolean;
  /** GiB. */
  readonly min_disk: number;
  /** MiB. */
  readonly min_ram: number;
  readonly size: number | null;
  readonly virtual_size?: number | null;
  readonly created_at: string;
  readonly updated_at?: string;
  /** Hex digest by `os_hash_algo`. */
  readonly os_hash_value?: string | null;
  readonly os_hash_algo?: string | null;
  readonly checksum?: string | null;
  /** Nova's: `snapshot` of a machine. */
  readonly image_type?: string;
  /** Ours: its name. */
  readonly slipway_image?: string;
  /** Ours: the user's packages in it, with spaces between. */
  readonly slipway_packages?: string;
  /** Ours: the user's name for the state of Debian's packages in it. */
  readonly slipway_package_state?: string;
  /** Ours: when its packages were taken from the archive, ISO 8601. */
  readonly slipway_packages_at?: string;
  /** Ours: digest of the file that was sent. */
  readonly slipway_sha512?: string;
}

export const listImages = (
  session: Session,
  fields: Readonly<Record<string, string>> = {},
): Promise<GlanceImage[]> =>
  listAll(session, "image", `/images${query({ ...fields, limit: "200" })}`, "images");

export async function getImage(session: Session, id: string): Promise<GlanceImage | undefined> {
  return (await orMissing(session.call("image", "GET", `/images/${encodeURIComponent(id)}`))) as
    GlanceImage | undefined;
}

/** Makes an image's entry, still without content. */
export async function createImage(
  session: Session,
  fields: Readonly<Record<string, unknown>>,
): Promise<GlanceImage> {
  return (await session.call("image", "POST", "/images", { body: fields })) as GlanceImage;
}

/** Sends an image's content. */
export async function uploadImage(
  session: Session,
  id: string,
  content: () => Readable,
  deadlineMs: number,
): Promise<void> {
  const headers = { "content-type": "application/octet-stream" };
  await session.call("image", "PUT", `/images/${id}/file`, {
    stream: content,
    headers,
    deadlineMs,
  });
}

/** Fetches an image's content; its digest in hex. */
export async function digestOfContent(
  session: Session,
  id: string,
  algorithm: string,
  deadlineMs: number,
): Promise<string> {
  const receive = async (content: Readable): Promise<string> => {
    const hash = createHash(algorithm);
    await pipeline(content, hash);
    return hash.digest("hex");
  };
  const path = `/images/${encodeURIComponent(id)}/file`;
  return (await session.call("image", "GET", path, { receive, deadlineMs })) as string;
}

export const deleteImage = (session: Session, id: string): Promise<unknown> =>
  orMissing(session.call("image", "DELETE", `/images/${id}`));
