import { processesOf } from "../../test/e2e/support/local-machines";
import { TestStack } from "../../test/e2e/support/test-stack";
import { cpuSeconds } from "../cpu-time";
import type { Figure } from "../figures";

/** From nothing to a cluster in which a job has run, with the images built before. */
export async function measureCluster(): Promise<Figure[]> {
  const stack = await TestStack.open("cluster");
  try {
    const args = { workers: 2 };
    const up = await stack.mustUp(args);
    const machines = processesOf(stack.sandbox).filter(({ argv }) => argv.startsWith("qemu"));
    const cpu = machines.map(({ pid }) => cpuSeconds(pid));
    const again = await stack.mustUp(args);
    const destroy = await stack.destroy();
    return [
      { name: "up to first job", value: up.seconds, unit: "s" },
      { name: "CPU time of a machine until then, mean", value: mean(cpu), unit: "CPU-s" },
      { name: "CPU time of a machine until then, most", value: Math.max(...cpu), unit: "CPU-s" },
      { name: "up with nothing to do", value: again.seconds, unit: "s" },
      { name: "destroy", value: destroy.seconds, unit: "s" },
    ];
  } finally {
    await stack.close();
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
