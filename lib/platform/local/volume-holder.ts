import * as fs from "node:fs";
import type { MachineRecord } from "./record";
import { readRecord } from "./record";
import { readJson, volumeFile, withLock, writeJson } from "./store";

/** The machine that uses a volume, as long as that machine exists. */
interface Holder {
  readonly stack: string;
  readonly machine: string;
  readonly machineId: string;
}

/** File of the volume with that id (`<stack>/<volume>`). */
export function volumeFileOf(id: string): string {
  const slash = id.indexOf("/");
  return volumeFile(id.slice(0, slash), id.slice(slash + 1));
}

/** Gives the machine its volumes, all or none. Fails when another machine has one of them. */
export async function holdVolumes(machine: MachineRecord): Promise<void> {
  try {
    for (const { id } of machine.volumes) await hold(id, machine);
  } catch (error) {
    await releaseVolumes(machine);
    throw error;
  }
}

/** Gives the machine's volumes free. */
export async function releaseVolumes(machine: MachineRecord): Promise<void> {
  for (const { id } of machine.volumes) {
    await withLock(volumeFileOf(id), () => {
      if (holderOf(id)?.machineId === machine.machineId) fs.rmSync(holderFile(id), { force: true });
    });
  }
}

/** The machine that uses the volume now. */
export function holderOf(id: string): Holder | undefined {
  const holder = readJson(holderFile(id)) as Holder | undefined;
  if (!holder) return undefined;
  const exists = readRecord(holder.stack, holder.machine)?.machineId === holder.machineId;
  return exists ? holder : undefined;
}

async function hold(id: string, { stack, machine, machineId }: MachineRecord): Promise<void> {
  await withLock(volumeFileOf(id), () => {
    const holder = holderOf(id);
    if (holder && holder.machineId !== machineId) {
      throw new Error(`volume ${id} is in use by machine ${holder.machine} of ${holder.stack}`);
    }
    writeJson(holderFile(id), { stack, machine, machineId });
  });
}

function holderFile(id: string): string {
  return `${volumeFileOf(id)}.holder`;
}
