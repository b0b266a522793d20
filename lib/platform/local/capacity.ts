import type { Problem } from "../../core/errors";
import type { SiteNeeds } from "../platform";
import { OVERHEAD_MIB } from "./qemu-args";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What this host has left, in bytes. */
export interface HostRoom {
  /** Memory that can be had without swapping, less what running machines may still take. */
  readonly memoryBytes: number;
  /** Space on the disk that holds the data folder, less what existing disks may still grow. */
  readonly diskBytes: number;
}

/** What of the needs is there already. */
export interface Existing {
  /** Memory, MiB, of the machines that run. */
  readonly runningMachines: ReadonlyMap<string, number>;
  /** Disk, GiB, of the machines that have one, running or not. */
  readonly machines: ReadonlyMap<string, number>;
  readonly volumes: ReadonlySet<string>;
}

/** What does not fit; only what is still to be started, made or grown counts. */
export function shortages(needs: SiteNeeds, existing: Existing, room: HostRoom): Problem[] {
  const memory = needs.machines.map(({ name, memoryMiB }) => {
    const present = existing.runningMachines.get(name);
    const extra = present === undefined ? memoryBytes(memoryMiB) : (memoryMiB - present) * MIB;
    return { name, bytes: Math.max(0, extra) };
  });
  const disk = needs.machines.map(({ name, diskGiB }) => {
    return { name, bytes: Math.max(0, diskGiB - (existing.machines.get(name) ?? 0)) * GIB };
  });
  const volumes = needs.volumes.filter(({ name }) => !existing.volumes.has(name));
  const volumeParts = volumes.map(({ name, sizeGiB }) => ({ name, bytes: sizeGiB * GIB }));
  return [
    ...shortage("memory", memory, room.memoryBytes),
    ...shortage("disk", [...volumeParts, ...disk], room.diskBytes),
  ];
}

/** Memory of the host that a machine takes, with QEMU's own. */
export function memoryBytes(memoryMiB: number): number {
  return (memoryMiB + OVERHEAD_MIB) * MIB;
}

interface Part {
  readonly name: string;
  readonly bytes: number;
}

function shortage(what: string, parts: readonly Part[], free: number): Problem[] {
  const needed = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (needed === 0 || needed <= free) return [];
  const need = `needs ${gib(needed, Math.ceil)} of ${what}, ${gib(Math.max(0, free), Math.floor)} free`;
  return [{ path: what, reason: `${need}; ${advice(parts, free)}` }];
}

/** How many would fit, in the user's words: workers are what a user has a number of. */
function advice(parts: readonly Part[], free: number): string {
  const workers = parts.filter(({ name }) => isWorker(name));
  let left = parts.reduce((rest, { name, bytes }) => (isWorker(name) ? rest : rest - bytes), free);
  if (workers.length === 0 || left < 0)
    return "make the machines smaller or free some on this host";
  let fitting = 0;
  for (const { bytes } of workers) {
    left -= bytes;
    if (left < 0) break;
    fitting++;
  }
  return `at most ${String(fitting)} ${fitting === 1 ? "worker fits" : "workers fit"}`;
}

function isWorker(name: string): boolean {
  return /-worker-\d+$/.test(name);
}

/** To a tenth, needs rounded up and free down: rounding must not hide that it does not fit. */
function gib(bytes: number, round: (value: number) => number): string {
  return `${(round((bytes / GIB) * 10) / 10).toFixed(1)} GiB`;
}
