import * as fs from "node:fs";
import * as path from "node:path";
import { cacheRoot } from "../../core/paths";
import { readJson } from "./store";
import { run } from "./tools";

/** An image as files on this host. */
export interface LocalImage {
  /** The disk, which stays as it is: machines write to layers above it. */
  readonly disk: string;
  readonly format: string;
  readonly virtualBytes: number;
  /** Set when QEMU is to boot the image's kernel itself, which is faster than through a boot loader. */
  readonly directBoot?: {
    readonly kernel: string;
    readonly initrd: string;
    readonly commandLine: string;
  };
}

// Security modules as in recipes/orchestrator/recipe/20-loader.sh.
const DEFAULT_COMMAND_LINE = "root=/dev/vda1 rw quiet lsm=landlock,lockdown,yama console=ttyS0";

/** Folder of the images that slipway built. */
export function imagesRoot(): string {
  return path.join(cacheRoot(), "images");
}

/**
 * Finds an image: a path (it has a slash) of any qcow2 or raw disk that boots by itself, or the name of
 * an image that slipway built.
 */
export async function findImage(reference: string): Promise<LocalImage> {
  if (reference.includes("/")) return describe(path.resolve(reference));
  const folder = path.join(imagesRoot(), reference);
  const [kernel, initrd] = [path.join(folder, "vmlinuz"), path.join(folder, "initrd")];
  const image = await describe(path.join(folder, "disk.qcow2"));
  if (!fs.existsSync(kernel) || !fs.existsSync(initrd)) return image;
  return { ...image, directBoot: { kernel, initrd, commandLine: commandLine(folder) } };
}

async function describe(disk: string): Promise<LocalImage> {
  if (!fs.existsSync(disk)) throw new Error(`no image at ${disk}`);
  // -U: another machine of the same image may hold it open; it only reads.
  const info = await run("qemu-img", ["info", "-U", "--output=json", disk]);
  const { format, "virtual-size": virtualBytes } = JSON.parse(info) as {
    format: string;
    "virtual-size": number;
  };
  return { disk, format, virtualBytes };
}

function commandLine(folder: string): string {
  const manifest = readJson(path.join(folder, "manifest.json")) as
    { cmdline?: unknown } | undefined;
  return typeof manifest?.cmdline === "string" ? manifest.cmdline : DEFAULT_COMMAND_LINE;
}
