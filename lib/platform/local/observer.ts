import * as fs from "node:fs";
import * as path from "node:path";
import type { Observation } from "../platform";
import { isCutOff } from "./outside";
import { guestStatus, lastWords } from "./power";
import { files } from "./qemu-args";
import type { MachineRecord } from "./record";
import { processOf, readRecord } from "./record";
import { machineFolder } from "./store";

const TAIL_BYTES = 256 * 1024;

/** What the machine `{ stack, machine }` does, and its console. */
export async function observe(key: Readonly<Record<string, string>>): Promise<Observation> {
  const { stack = "", machine = "" } = key;
  const record = readRecord(stack, machine);
  if (!record) return { state: "gone", detail: `no machine ${machine} of ${stack} on this host` };
  const folder = machineFolder(stack, machine);
  const console = tail(path.join(folder, files.console));
  const why = processOf(record) ? await stopped(folder, record) : ended(folder);
  return {
    state: why === undefined ? "running" : "gone",
    ...(why !== undefined && { detail: why }),
    ...(console !== undefined && { console }),
  };
}

function ended(folder: string): string {
  const words = lastWords(folder);
  return `its QEMU process has ended${words && `: ${words}`}`;
}

async function stopped(folder: string, { outside }: MachineRecord): Promise<string | undefined> {
  if ((await guestStatus(folder)) === "io-error")
    return "stopped by an error of its disk: is this host's disk full?";
  return isCutOff(folder, outside) ? "cut off: its slirp4netns has ended" : undefined;
}

function tail(file: string): string | undefined {
  try {
    const handle = fs.openSync(file, "r");
    try {
      const { size } = fs.fstatSync(handle);
      const length = Math.min(size, TAIL_BYTES);
      const buffer = Buffer.alloc(length);
      const read = fs.readSync(handle, buffer, 0, length, size - length);
      return buffer.toString("utf8", 0, read);
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    return undefined; // not started yet
  }
}
