import * as fs from "node:fs";
import * as path from "node:path";
import type { Accelerator } from "./accelerator";
import { isOutsideWhole, type Outside } from "./outside";
import type { ProcessIdentity } from "./process";
import { sameProcess } from "./process";
import { holderOf } from "./process-lock";
import { entries, localRoot, machineFolder, readJson, stackRoot, writeJson } from "./store";
import { runningSwitch } from "./switch";
import { files } from "./qemu-args";

/** What is written down about a machine, in `machine.json` of its folder. Holds no secret. */
export interface MachineRecord {
  readonly stack: string;
  readonly machine: string;
  /** Fresh for each machine made. */
  readonly machineId: string;
  /** `creating` until it has started once: such a one is removed when it is made again. */
  readonly phase: "creating" | "ready";
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  /** The image below its disk, as the program names it; machines of older versions have none written down. */
  readonly image?: string;
  readonly volumes: readonly { readonly id: string; readonly serial: string }[];
  readonly network?: string;
  readonly privateAddress?: string;
  /** Whether ssh of the machine is to be reached from this host. */
  readonly publicAddress: boolean;
  /** Port of 127.0.0.1 that leads there, while it runs. */
  readonly sshPort?: number | undefined;
  readonly accelerator: Accelerator;
  readonly kernelCommandLine?: string;
  readonly process?: ProcessIdentity;
  /** The switch to which the machine is plugged; it cannot be plugged to another while it runs. */
  readonly switchProcess?: ProcessIdentity | undefined;
  /** How it is kept from this host while it runs; machines that older versions started have nothing written down. */
  readonly outside?: Outside;
}

export function readRecord(stack: string, machine: string): MachineRecord | undefined {
  return readJson(recordFile(stack, machine)) as MachineRecord | undefined;
}

export function writeRecord(record: MachineRecord): void {
  writeJson(recordFile(record.stack, record.machine), record);
}

/** The machine's process if it lives, also one that a crashed CLI started and could not write down. */
export function processOf(record: MachineRecord): ProcessIdentity | undefined {
  const folder = machineFolder(record.stack, record.machine);
  return holderOf(path.join(folder, files.lock), record.process);
}

/** Whether the machine runs, its private network carries, and so does its way outside, and to nowhere else. */
export function isWhole(record: MachineRecord): boolean {
  if (!processOf(record) || !fs.existsSync(diskFile(record))) return false;
  const folder = machineFolder(record.stack, record.machine);
  return isPlugged(record) && isOutsideWhole(folder, record.outside);
}

/** Whether its private network's switch is the one to which it is plugged. */
export function isPlugged(record: MachineRecord): boolean {
  if (record.network === undefined) return true;
  return sameProcess(record.switchProcess, runningSwitch(record.stack, record.network)?.process);
}

export function diskFile({ stack, machine }: MachineRecord): string {
  return path.join(machineFolder(stack, machine), files.disk);
}

/** Records of all machines of this user, or of one stack. */
export function allRecords(onlyStack?: string): MachineRecord[] {
  const stacks =
    onlyStack === undefined ? entries(localRoot()) : [path.basename(stackRoot(onlyStack))];
  const folders = stacks.flatMap((stack) => {
    const machines = path.join(localRoot(), stack, "machines");
    return entries(machines).map((machine) => path.join(machines, machine));
  });
  const records = folders.map((folder) => readJson(path.join(folder, "machine.json")));
  return records.filter((record) => record !== undefined) as MachineRecord[];
}

function recordFile(stack: string, machine: string): string {
  return path.join(machineFolder(stack, machine), "machine.json");
}
