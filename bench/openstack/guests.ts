import { ensureImageOf } from "slipway/internal/image/builder";
import { putImage } from "slipway/internal/platform/openstack/image-client";
import { Remote } from "../../test/e2e/support/remote";
import { CLUSTER, nodeNames } from "../../test/e2e/support/test-cluster";
import { TestStack } from "../../test/e2e/support/test-stack";
import type { Figure } from "../figures";
import { BOOT_SCRIPT, bootSeconds } from "../sections/machine";

const ARGS = { platform: "openstack", workers: 2, sshCidrs: ["172.24.0.0/16"] };

/**
 * A cluster with real guests, up to the job that ends its `up`; its images are in Glance before, as for every cluster but
 * the first. The limit is measured in the same boots: a guest's uptime when its cloud-init was done, of the slowest one.
 */
export async function measureGuests(): Promise<Figure[]> {
  const sent = await secondsOfImages();
  const stack = await TestStack.open("cluster");
  try {
    const up = await stack.mustUp(ARGS);
    const remote = new Remote(stack.sandbox, CLUSTER);
    const boots: number[] = [];
    for (const node of nodeNames(ARGS.workers))
      boots.push(bootSeconds(await remote.must(`slipway@${node}`, BOOT_SCRIPT)));
    const slowest = Math.max(...boots);
    const again = await stack.mustUp(ARGS);
    return [
      { name: "images sent to Glance", value: sent, unit: "s" },
      { name: "up to first job", value: up.seconds, unit: "s" },
      { name: "slowest guest's boot meanwhile", value: slowest, unit: "s" },
      { name: "first job / slowest guest's boot", value: up.seconds / slowest, unit: "times" },
      { name: "up with nothing to do", value: again.seconds, unit: "s" },
    ];
  } finally {
    await stack.close();
  }
}

async function secondsOfImages(): Promise<number> {
  const started = performance.now();
  for (const kind of ["torque-master", "torque-worker"])
    await putImage((await ensureImageOf({ kind })).name);
  return (performance.now() - started) / 1000;
}
