import "../../core/end-with-engine";
import * as fs from "node:fs";
import * as path from "node:path";
import { diskGiB, growDisk, makeEmptyDisk } from "./disk";
import { volumeNode, files } from "./qemu-args";
import { Qmp } from "./qmp";
import type { MachineRecord } from "./record";
import { processOf, readRecord } from "./record";
import { machineFolder, makeFolder, volumeFile, withLock } from "./store";
import { holderOf } from "./volume-holder";

const GIB = 1024 ** 3;

/** A data volume. Its file is never formatted, shrunk or removed by us. */
export interface VolumeInputs {
  readonly providerVersion: number;
  readonly stack: string;
  readonly volume: string;
  /** May grow, also while a machine uses it. */
  readonly sizeGiB: number;
}

/** What is wrong with the volume's arguments, seen from the file that is there. */
export async function checkVolume(
  inputs: VolumeInputs,
): Promise<{ property: string; reason: string }[]> {
  const file = fileOf(inputs);
  if (!fs.existsSync(file)) return [];
  const size = await diskGiB(file);
  if (inputs.sizeGiB >= size) return [];
  const reason = `cannot shrink: the volume kept in ${file} has ${String(size)} GiB, got ${String(inputs.sizeGiB)}`;
  return [{ property: "sizeGiB", reason }];
}

/** Makes the volume, or finds the one that an earlier stack of this name has kept, and grows it if need be. */
export async function putVolume(inputs: VolumeInputs): Promise<string> {
  const file = fileOf(inputs);
  const id = `${inputs.stack}/${inputs.volume}`;
  makeFolder(path.dirname(file));
  return withLock(file, async () => {
    if (!fs.existsSync(file)) await makeEmptyDisk(file, inputs.sizeGiB);
    else if ((await diskGiB(file)) < inputs.sizeGiB) await grow(file, id, inputs.sizeGiB);
    return id;
  });
}

/** Tells where the data stays; Pulumi shows what a provider prints. */
export function sayKept(inputs: VolumeInputs): void {
  if (volumeExists(inputs)) console.log(`volume ${inputs.volume} is kept: ${fileOf(inputs)}`);
}

export function volumeExists(inputs: VolumeInputs): boolean {
  return fs.existsSync(fileOf(inputs));
}

async function grow(file: string, id: string, sizeGiB: number): Promise<void> {
  const holder = holderOf(id);
  const record = holder && readRecord(holder.stack, holder.machine);
  if (record && processOf(record)) await growInUse(record, id, sizeGiB);
  else await growDisk(file, sizeGiB);
}

/** The machine that has the disk open must do it; the guest sees the new size at once. */
async function growInUse(record: MachineRecord, id: string, sizeGiB: number): Promise<void> {
  const index = record.volumes.findIndex((volume) => volume.id === id);
  const qmp = await Qmp.connect(path.join(machineFolder(record.stack, record.machine), files.qmp));
  try {
    await qmp.execute("block_resize", { "node-name": volumeNode(index), size: sizeGiB * GIB });
  } finally {
    qmp.close();
  }
}

function fileOf({ stack, volume }: VolumeInputs): string {
  return volumeFile(stack, volume);
}
