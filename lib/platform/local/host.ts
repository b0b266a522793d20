import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { dataRoot } from "../../core/paths";
import type { HostRoom } from "./capacity";
import { memoryBytes } from "./capacity";
import type { MachineRecord } from "./record";
import { allRecords, diskFile, processOf } from "./record";

const GIB = 1024 ** 3;

/** What machines may still be given here, over all stacks of this user. */
export function hostRoom(): HostRoom {
  const records = allRecords();
  const memoryOwed = records.reduce((sum, record) => sum + memoryStillToTake(record), 0);
  const diskOwed = records.reduce((sum, record) => sum + diskStillToGrow(record), 0);
  return { memoryBytes: availableMemory() - memoryOwed, diskBytes: freeDisk() - diskOwed };
}

/** A running machine takes its memory only as the guest touches it: the rest is spoken for. */
function memoryStillToTake(record: MachineRecord): number {
  const process = processOf(record);
  if (!process) return 0;
  return Math.max(0, memoryBytes(record.memoryMiB) - residentBytes(process.pid));
}

/** Likewise a disk takes its space only as the guest writes. */
function diskStillToGrow(record: MachineRecord): number {
  try {
    return Math.max(0, record.diskGiB * GIB - fs.statSync(diskFile(record)).blocks * 512);
  } catch {
    return 0; // not made yet, or being removed
  }
}

function availableMemory(): number {
  const line = /^MemAvailable:\s+(\d+) kB/m.exec(fs.readFileSync("/proc/meminfo", "utf8"));
  return line ? Number(line[1]) * 1024 : os.freemem();
}

function residentBytes(pid: number): number {
  try {
    const line = /^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${String(pid)}/status`, "utf8"));
    return line ? Number(line[1]) * 1024 : 0;
  } catch {
    return 0;
  }
}

function freeDisk(): number {
  let folder = dataRoot();
  while (!fs.existsSync(folder)) folder = path.dirname(folder); // a first run has no data folder yet
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize;
}
