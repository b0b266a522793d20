import * as os from "node:os";
import type { Problem } from "../../core/errors";
import type { MachineNeed, SiteNeeds } from "../platform";
import { OVERHEAD_MIB } from "./qemu-args";
import { missingTools } from "./tools";

/** What of this host matters, for tests to replace. */
export interface HostFacts {
  readonly platform: string;
  readonly cpus: number;
  readonly memoryMiB: number;
}

// More virtual processors than real ones only wait for each other; some are allowed, to try things out.
const VCPUS_PER_CPU = 4;
const VCPUS_ALWAYS = 8;

/** Problems that this host has with the needs, whatever else runs on it at the moment. */
export function validateLocal(needs: SiteNeeds, host: HostFacts = hostFacts()): Problem[] {
  const total = needs.machines.reduce((sum, { memoryMiB }) => sum + memoryMiB + OVERHEAD_MIB, 0);
  const single = needs.machines.flatMap((machine) => validateMachine(machine, host));
  const sum: Problem[] =
    total > host.memoryMiB && single.length === 0
      ? [
          {
            path: "memoryMiB",
            reason: `all machines need ${String(total)} MiB, this host has ${String(host.memoryMiB)}`,
          },
        ]
      : [];
  return [...validateHost(host), ...firstOfEach(single), ...sum];
}

function validateHost(host: HostFacts): Problem[] {
  if (host.platform !== "linux") {
    return [{ path: "platform", reason: "local needs a Linux host", got: host.platform }];
  }
  const missing = missingTools();
  if (!missing) return [];
  return [
    {
      path: "platform",
      reason: `local needs ${missing.programs.join(", ")}, not installed: ${missing.cure}`,
    },
  ];
}

function validateMachine({ name, vcpus, memoryMiB }: MachineNeed, host: HostFacts): Problem[] {
  const most = Math.max(VCPUS_ALWAYS, host.cpus * VCPUS_PER_CPU);
  const room = host.memoryMiB - OVERHEAD_MIB;
  return [
    ...(vcpus > most
      ? [
          {
            path: "vcpus",
            reason: `must be at most ${String(most)} on this host of ${String(host.cpus)} CPUs (${name})`,
            got: vcpus,
          },
        ]
      : []),
    ...(memoryMiB > room
      ? [
          {
            path: "memoryMiB",
            reason: `must be at most ${String(room)} on this host (${name})`,
            got: memoryMiB,
          },
        ]
      : []),
  ];
}

/** Workers are all alike: one line tells it for all. */
function firstOfEach(problems: readonly Problem[]): Problem[] {
  const seen = new Map(
    problems.toReversed().map((problem) => [`${problem.path} ${String(problem.got)}`, problem]),
  );
  return [...seen.values()].toReversed();
}

function hostFacts(): HostFacts {
  return {
    platform: os.platform(),
    cpus: os.availableParallelism(),
    memoryMiB: Math.floor(os.totalmem() / 1024 ** 2),
  };
}
