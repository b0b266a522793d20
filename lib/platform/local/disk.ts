import * as fs from "node:fs";
import * as path from "node:path";
import type { LocalImage } from "./image";
import { files } from "./qemu-args";
import { run } from "./tools";

const GIB = 1024 ** 3;

/**
 * Gives the machine its system disk: an empty layer above the image, as large as asked. The image's
 * files are linked into the machine's folder, so that clearing the cache cannot take them away from it.
 */
export async function makeDisk(folder: string, image: LocalImage, diskGiB: number): Promise<void> {
  const minimum = Math.ceil(image.virtualBytes / GIB);
  if (diskGiB < minimum) {
    throw new Error(
      `diskGiB: must be at least ${String(minimum)}, the size of the image, got ${String(diskGiB)}`,
    );
  }
  link(image.disk, path.join(folder, files.base));
  if (image.directBoot) {
    link(image.directBoot.kernel, path.join(folder, files.kernel));
    link(image.directBoot.initrd, path.join(folder, files.initrd));
  }
  const layer = [
    "-f",
    "qcow2",
    "-b",
    files.base,
    "-F",
    image.format,
    files.disk,
    `${String(diskGiB)}G`,
  ];
  await run("qemu-img", ["create", "-q", ...layer], { cwd: folder });
  fs.chmodSync(path.join(folder, files.disk), 0o600);
}

/** Grows a disk that no machine has open. */
export async function growDisk(file: string, sizeGiB: number): Promise<void> {
  await run("qemu-img", ["resize", "-q", "-f", "qcow2", file, `${String(sizeGiB)}G`]);
}

/** Makes an empty disk. */
export async function makeEmptyDisk(file: string, sizeGiB: number): Promise<void> {
  const draft = `${file}.new`; // so that a crash leaves no half-made disk under the real name
  await run("qemu-img", ["create", "-q", "-f", "qcow2", draft, `${String(sizeGiB)}G`]);
  fs.chmodSync(draft, 0o600);
  fs.renameSync(draft, file);
}

/** Size of a disk as the guest sees it, whether or not a machine has it open. */
export async function diskGiB(file: string): Promise<number> {
  const info = JSON.parse(await run("qemu-img", ["info", "-U", "--output=json", file])) as {
    "virtual-size": number;
  };
  return info["virtual-size"] / GIB;
}

/** Other file systems, and files of other users, cannot be linked: those are copied. */
function link(source: string, target: string): void {
  try {
    fs.linkSync(fs.realpathSync(source), target);
  } catch {
    fs.copyFileSync(source, target, fs.constants.COPYFILE_FICLONE);
  }
}
