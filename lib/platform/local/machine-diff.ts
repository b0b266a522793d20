import "../../core/end-with-engine";
import { isDeepStrictEqual } from "node:util";
import type { MachineInputs, MachineOuts } from "./machine-args";

const REPLACING = [
  "stack",
  "machine",
  "hostname",
  "image",
  "userData",
  "network",
  "privateIp",
  "volumes",
] as const;
const RESTARTING = ["vcpus", "memoryMiB", "diskGiB", "publicAddress"] as const;

/** What a change of the inputs means. A machine that does not run now is a change too: it is started. */
export function diffMachine(
  olds: MachineOuts,
  news: MachineInputs,
  running: boolean,
): {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
} {
  const replaces: string[] = REPLACING.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  if (news.diskGiB < olds.diskGiB) replaces.push("diskGiB");
  const updates = !running || restarts(olds, news) || olds.providerVersion !== news.providerVersion;
  return { changes: updates || replaces.length > 0, replaces, deleteBeforeReplace: true };
}

/** Whether the machine must be restarted to become what it should be. */
export function restarts(olds: MachineInputs, news: MachineInputs): boolean {
  return RESTARTING.some((key) => olds[key] !== news[key]);
}
