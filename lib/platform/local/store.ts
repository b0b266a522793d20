import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import * as lockfile from "proper-lockfile";
import { dataRoot } from "../../core/paths";

/** Folder of everything the local platform keeps, of all stacks. */
export function localRoot(): string {
  return path.join(dataRoot(), "local");
}

/** Folder of one stack; `stack` is the name that `stackFolder` made. */
export function stackRoot(stack: string): string {
  return path.join(localRoot(), fileName(stack));
}

export function machineFolder(stack: string, machine: string): string {
  return path.join(stackRoot(stack), "machines", fileName(machine));
}

export function networkFolder(stack: string, network: string): string {
  return path.join(stackRoot(stack), "networks", fileName(network));
}

/** Data volumes lie outside of the stack's folder: they outlive the stack. */
export function volumeFile(stack: string, volume: string): string {
  return path.join(dataRoot(), "volumes", fileName(stack), `${fileName(volume)}.qcow2`);
}

/** A name as one path component; different names never give the same one. */
export function fileName(name: string): string {
  const hex = (c: string): string => `%${c.charCodeAt(0).toString(16)}`;
  return encodeURIComponent(name).replace(/[!'()*~]|^\./g, hex);
}

/** The name of which `fileName` made that. */
export function nameOf(file: string): string {
  return decodeURIComponent(file);
}

/** Folder that only its owner can enter: consoles, sockets and seeds lie in such ones. */
export function makeFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** The value in a JSON file, or undefined when there is none. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`cannot read ${file}`, { cause: error });
  }
}

/** Replaces a JSON file so that a reader, or a crash, sees the old or the new one, never a part. */
export function writeJson(file: string, value: unknown): void {
  const draft = `${file}.${randomUUID()}`;
  const handle = fs.openSync(draft, "wx", 0o600);
  try {
    fs.writeSync(handle, `${JSON.stringify(value, undefined, 2)}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(draft, file);
}

/** Names of the entries of a folder; none when there is no such folder. */
export function entries(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

/** Removes a folder if it is empty, and then its parent, up to the platform's root. */
export function removeIfEmpty(folder: string): void {
  for (let at = folder; at.startsWith(dataRoot()) && at !== dataRoot(); at = path.dirname(at)) {
    try {
      fs.rmdirSync(at);
    } catch {
      return; // not empty, or gone already: both are fine
    }
  }
}

// A crashed holder is noticed after STALE_MS; waiting is longer than that.
const STALE_MS = 15_000;
const WAIT_STEPS = 600;

/** Runs `action` while no other process or task holds the lock of that name beside `file`. */
export async function withLock<T>(file: string, action: () => T | Promise<T>): Promise<T> {
  makeFolder(path.dirname(file));
  const release = await lockfile.lock(file, {
    realpath: false,
    stale: STALE_MS,
    // The process stood still, say in a suspended laptop. To go on is better than to die half-way.
    onCompromised: () => undefined,
    retries: { retries: WAIT_STEPS, factor: 1.2, minTimeout: 20, maxTimeout: 500, randomize: true },
  });
  try {
    return await action();
  } finally {
    await release().catch(ignoreReleased);
  }
}

function ignoreReleased(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ERELEASED") throw error;
}
