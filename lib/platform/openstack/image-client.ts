import "../../core/end-with-engine";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { imageFolder, imageManifest } from "../../image/cache";
import {
  createImage,
  deleteImage,
  getImage,
  type GlanceImage,
  listImages,
  uploadImage,
} from "./api/images";
import type { Session } from "./api/session";
import { cloud } from "./cloud";
import { until } from "./until";

export interface ImageInputs {
  readonly providerVersion: number;
  /** Name of the built image; it has the hash of the content in it. */
  readonly image: string;
}

const GIB = 1024 ** 3;
/** Longest time for an upload. */
export const UPLOAD_MS = 1_800_000;
/** Least memory in which slipway's images boot, MiB. */
const MIN_RAM = 256;

/** Makes sure that the image is in Glance, whole, and gives its id. */
export async function putImage(name: string, open = cloud): Promise<string> {
  const session = await open();
  const file = path.join(imageFolder(name), "disk.qcow2");
  const digest = await sha512(file);
  const found = await listImages(session, { name });
  const active = found.find((each) => each.status === "active" && isWhole(each, digest));
  if (active !== undefined) return active.id;
  await Promise.all(found.map((each) => removeRest(session, each, digest)));
  return upload(session, name, file, digest);
}

export async function imageIsActive(id: string): Promise<boolean> {
  return (await getImage(await cloud(), id))?.status === "active";
}

async function upload(
  session: Session,
  name: string,
  file: string,
  digest: string,
): Promise<string> {
  const { packages = [], packageState, packagesAt } = imageManifest(name);
  const { id } = await createImage(session, {
    name,
    disk_format: "qcow2",
    container_format: "bare",
    visibility: "private",
    min_disk: Math.ceil(virtualBytes(file) / GIB),
    min_ram: MIN_RAM,
    os_type: "linux",
    os_distro: "debian",
    hw_rng_model: "virtio",
    // By these `slipway images` finds it again, and knows how old it is and whether it is still what would be built.
    slipway_image: name,
    slipway_packages: packages.join(" "),
    ...(packageState === undefined ? {} : { slipway_package_state: packageState }),
    ...(packagesAt === undefined ? {} : { slipway_packages_at: packagesAt }),
    slipway_sha512: digest,
  });
  try {
    await uploadImage(session, id, () => fs.createReadStream(file), UPLOAD_MS);
    const made = await getImage(session, id);
    if (made?.status !== "active" || !isWhole(made, digest)) {
      throw new Error(
        `image ${name}: what Glance got is not what was sent (status ${made?.status ?? "gone"})`,
      );
    }
    return id;
  } catch (error) {
    // Nothing starts from half an image; the cause is what counts if it can't be removed now.
    await deleteImage(session, id).catch(() => undefined);
    throw error;
  }
}

function isWhole(
  { os_hash_algo: algorithm, os_hash_value: value, slipway_sha512: sent }: GlanceImage,
  digest: string,
) {
  return algorithm === "sha512" ? value === digest : sent === digest;
}

/** An entry of the same content without it: an upload that was cut off, or one that is going on. */
async function removeRest(session: Session, image: GlanceImage, digest: string): Promise<void> {
  if (
    image.slipway_sha512 !== digest ||
    image.status === "active" ||
    image.status === "deactivated"
  )
    return;
  await until(
    `the upload of image ${image.id} that another run has begun is over`,
    async () => (await getImage(session, image.id))?.status !== "saving",
  ).catch(() => undefined);
  if ((await getImage(session, image.id))?.status !== "active")
    await deleteImage(session, image.id);
}

async function sha512(file: string): Promise<string> {
  const hash = createHash("sha512");
  await pipeline(fs.createReadStream(file), hash);
  return hash.digest("hex");
}

/** What a qcow2 disk unpacks to: its header says so. */
function virtualBytes(file: string): number {
  const header = Buffer.alloc(32);
  const handle = fs.openSync(file, "r");
  try {
    fs.readSync(handle, header, 0, header.length, 0);
  } finally {
    fs.closeSync(handle);
  }
  if (header.toString("latin1", 0, 4) !== "QFI\xfb") throw new Error(`${file} is no qcow2 disk`);
  return Number(header.readBigUInt64BE(24));
}
