import { execFileSync } from "node:child_process";
import { TestStack } from "../../test/e2e/support/test-stack";
import type { Figure } from "../figures";

/** Cloud-init alone, nothing to set up: no cluster can be faster than its slowest machine's bare boot. */
export async function measureMachine(): Promise<Figure[]> {
  const stack = await TestStack.open("machine");
  try {
    const up = await stack.mustUp({ userData: "#cloud-config\n{}\n" });
    const { ssh } = await stack.outputs();
    const command = `${String(ssh)} '${BOOT_SCRIPT}'`;
    const boot = bootSeconds(execFileSync("bash", ["-c", command], { encoding: "utf8" }));
    const destroy = await stack.destroy();
    return [
      { name: "power-on to cloud-init done", value: boot, unit: "s" },
      { name: "up of one bare machine", value: up.seconds, unit: "s" },
      {
        name: "destroy of one bare machine",
        value: destroy.seconds,
        unit: "s",
      },
    ];
  } finally {
    await stack.close();
  }
}

/** Prints what `bootSeconds` reads. */
export const BOOT_SCRIPT = "cat /proc/uptime; date +%s.%N; stat -c %.Y /run/cloud-init/result.json";

/** The guest's own uptime at the moment when cloud-init wrote its result. */
export function bootSeconds(printed: string): number {
  const [uptime = NaN, now = NaN, done = NaN] = printed
    .split("\n")
    .map((line) => Number(line.split(" ")[0]));
  return uptime - (now - done);
}
