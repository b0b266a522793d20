import * as fs from "node:fs";
import * as path from "node:path";
import { files } from "./qemu-args";
import { allRecords } from "./record";
import { machineFolder } from "./store";

/**
 * What has its disk above an image of the cache.
 *
 * A machine's folder holds a link to the image's file (`disk.ts`), so the number of links tells of all machines of this
 * file system, also of those whose records lie in another data folder or belong to somebody else.
 */
export function imageUsers(folder: string, name: string): string[] {
  const disk = statOf(path.join(folder, "disk.qcow2"));
  const machines = allRecords().map(({ stack, machine, image }) => {
    const base = statOf(path.join(machineFolder(stack, machine), files.base));
    const linked = disk !== undefined && base?.ino === disk.ino && base.dev === disk.dev;
    return { text: `machine ${machine} of ${stack}`, linked, uses: linked || image === name };
  });
  const known = machines.filter(({ linked }) => linked).length;
  const others = Math.max(0, (disk?.nlink ?? 1) - 1 - known);
  return [
    ...machines.filter(({ uses }) => uses).map(({ text }) => text),
    ...(others > 0 ? [`${String(others)} more ${others === 1 ? "machine" : "machines"}`] : []),
  ];
}

function statOf(file: string): fs.Stats | undefined {
  return fs.statSync(file, { throwIfNoEntry: false });
}
