import * as fs from "node:fs";
import * as path from "node:path";

/**
 * A path to a Unix socket through its folder's descriptor: a socket's path over 107 bytes does not work, and folders
 * may lie deep. Good until `release`.
 */
export function throughFolder(socket: string): {
  readonly path: string;
  readonly release: () => void;
} {
  const folder = fs.openSync(
    path.dirname(socket),
    fs.constants.O_RDONLY | fs.constants.O_DIRECTORY,
  );
  return {
    path: `/proc/self/fd/${String(folder)}/${path.basename(socket)}`,
    release: () => {
      fs.closeSync(folder);
    },
  };
}
