import { nodeNames, CLUSTER } from "../../test/e2e/support/test-cluster";
import { Remote } from "../../test/e2e/support/remote";
import { TestStack } from "../../test/e2e/support/test-stack";
import type { Figure } from "../figures";
import { bootSeconds, BOOT_SCRIPT } from "../sections/machine";

const ARGS = { platform: "openstack", workers: 2, sshCidrs: ["172.24.0.0/16"] };

/**
 * A cluster with real guests, up to the job that ends its `up`; the second time its images are in Glance already.
 * The limit is measured in the same boots: a guest's uptime when its cloud-init was done, of the slowest of them.
 */
export async function measureGuests(): Promise<Figure[]> {
  const first = await firstJob();
  const second = await firstJob();
  return [
    { name: "up to first job, images to be sent", value: first.up, unit: "s" },
    { name: "up to first job", value: second.up, unit: "s" },
    { name: "slowest guest's boot meanwhile", value: second.slowest, unit: "s" },
    { name: "first job / slowest guest's boot", value: second.up / second.slowest, unit: "times" },
  ];
}

async function firstJob(): Promise<{ up: number; slowest: number }> {
  const stack = await TestStack.open("cluster");
  try {
    const up = await stack.mustUp(ARGS);
    const remote = new Remote(stack.sandbox, CLUSTER);
    const boots: number[] = [];
    for (const node of nodeNames(ARGS.workers))
      boots.push(bootSeconds(await remote.must(`slipway@${node}`, BOOT_SCRIPT)));
    return { up: up.seconds, slowest: Math.max(...boots) };
  } finally {
    await stack.close();
  }
}
