import * as fs from "node:fs";
import * as path from "node:path";
import * as lockfile from "proper-lockfile";
import { cacheRoot } from "../core/paths";

/** Folder of a finished image: `disk.qcow2 vmlinuz initrd manifest.json build.log`. */
export function imageFolder(name: string): string {
  return path.join(cacheRoot(), "images", name);
}

/** Folder of the packed root file system that derived images start from. */
export function rootFolder(name: string): string {
  return path.join(cacheRoot(), "roots", name);
}

/** Whether it was finished: folders appear under their name only when they are whole. */
export function isFinished(folder: string): boolean {
  return fs.existsSync(path.join(folder, "manifest.json"));
}

/** The user's packages in an image; none for one that is not there. */
export function imagePackages(name: string): readonly string[] {
  const folder = imageFolder(name);
  return isFinished(folder) ? packagesOf(folder) : [];
}

/** The user's packages in the finished image or root file system of that folder. */
export function packagesOf(folder: string): readonly string[] {
  const text = fs.readFileSync(path.join(folder, "manifest.json"), "utf8");
  return (JSON.parse(text) as { readonly packages?: readonly string[] }).packages ?? [];
}

const STALE_MS = 30_000;

/** Whether some process builds in that folder now. */
export function isBeingBuilt(folder: string): Promise<boolean> {
  return lockfile.check(folder, { realpath: false, stale: STALE_MS });
}

/** Runs `work` while no other process works on that folder. A lock whose owner died is taken over after 30 s. */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const release = await lockfile.lock(folder, {
    realpath: false,
    stale: STALE_MS,
    retries: { forever: true, minTimeout: 500, maxTimeout: 2000 },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
