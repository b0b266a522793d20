import { createHash } from "node:crypto";
import * as os from "node:os";
import * as path from "node:path";

/** What slipway keeps: machines, volumes, access files. `$XDG_DATA_HOME/slipway`. */
export function dataRoot(): string {
  return path.join(fromEnv("XDG_DATA_HOME", ".local/share"), "slipway");
}

/** What slipway can make again: images, toolchain. `$XDG_CACHE_HOME/slipway`. */
export function cacheRoot(): string {
  return path.join(fromEnv("XDG_CACHE_HOME", ".cache"), "slipway");
}

const MAX_FOLDER_LENGTH = 40;
const HASH_LENGTH = 8;

/**
 * Folder name of a stack: `<project>-<stack>` where that is safe in a path, short enough for Unix sockets
 * and cannot be another stack's; else its beginning and a hash. Two stacks never share a folder.
 */
export function stackFolder(project: string, stack: string): string {
  const plain = `${project}-${stack}`;
  // A dash in the project would make `a-b` + `c` the same as `a` + `b-c`.
  if (
    /^[A-Za-z0-9_.]+-[A-Za-z0-9_.-]+$/.test(plain) &&
    !project.includes("-") &&
    plain.length <= MAX_FOLDER_LENGTH
  ) {
    return plain;
  }
  const hash = createHash("sha256")
    .update(`${project}/${stack}`)
    .digest("hex")
    .slice(0, HASH_LENGTH);
  const start = plain
    .replace(/[^A-Za-z0-9._-]/g, "_")
    .slice(0, MAX_FOLDER_LENGTH - HASH_LENGTH - 1);
  return `${start}-${hash}`;
}

function fromEnv(variable: string, fallback: string): string {
  const value = process.env[variable];
  return value !== undefined && path.isAbsolute(value) ? value : path.join(os.homedir(), fallback);
}
