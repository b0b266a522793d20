import "../core/end-with-engine";
import * as fs from "node:fs";
import * as path from "node:path";
import * as lockfile from "proper-lockfile";
import { cacheRoot } from "../core/paths";

const MANIFEST = "manifest.json";

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
  return fs.existsSync(path.join(folder, MANIFEST));
}

/** What a manifest says of an image or root file system. */
interface Manifest {
  /** The user's packages. */
  readonly packages?: readonly string[];
  readonly packageState?: string;
  readonly packagesAt?: string;
}

/** The manifest of the finished image of that name; empty for one that is not there. */
export function imageManifest(name: string): Manifest {
  const folder = imageFolder(name);
  return isFinished(folder) ? manifestIn(folder) : {};
}

/** The manifest of the finished image or root file system in that folder. */
export function manifestIn(folder: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(folder, MANIFEST), "utf8")) as Manifest;
}

/** When the packages of the finished image or root file system were taken, ISO 8601. */
export function packagesAtOf(folder: string): string | undefined {
  return manifestIn(folder).packagesAt;
}

/** When it was finished. */
export function builtAt(folder: string): Date {
  return fs.statSync(path.join(folder, MANIFEST)).mtime;
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
