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

/** Folder name of a stack: `<project>-<stack>`, safe in a path and short enough for Unix sockets. */
export function stackFolder(project: string, stack: string): string {
  return `${project}-${stack}`.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 40);
}

function fromEnv(variable: string, fallback: string): string {
  const value = process.env[variable];
  return value !== undefined && path.isAbsolute(value) ? value : path.join(os.homedir(), fallback);
}
