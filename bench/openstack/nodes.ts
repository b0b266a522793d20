import { openNodes } from "../../test/openstack/support/nodes-stack";
import type { Figure } from "../figures";
import { type RawRun, runRaw } from "./raw";

/**
 * What is measured beside the raw script: slipway as it is, which spares the cloud, and, to compare the two, without that
 * and without Pulumi's own limit of four operations for each processor of this computer.
 */
const PACES = {
  "as it is": { openstack: {}, env: {} },
  unpaced: { openstack: { createsPerSecond: 50 }, env: { PULUMI_PARALLEL: "64" } },
} as const;
type Pace = keyof typeof PACES;

/** `pulumi up` of so many servers and the raw script, one after the other on the same cloud; each removes its own. */
export async function measureNodes(nodes: number, rawFirst: boolean): Promise<Figure[]> {
  const raw = async (): Promise<Figure[]> => {
    const run: RawRun = await runRaw(nodes);
    await run.remove();
    return [seconds("raw script", run.seconds)];
  };
  const ours = (): Promise<Figure[]> => measureUp(nodes, "unpaced");
  const compared = rawFirst ? [raw, ours] : [ours, raw];
  const figures: Figure[] = [];
  for (const measure of compared) figures.push(...(await measure()));
  figures.push(...(await measureUp(nodes, "as it is")));
  return [...figures, ...ratios(figures)];
}

async function measureUp(nodes: number, pace: Pace): Promise<Figure[]> {
  const { openstack, env } = PACES[pace];
  const args = { nodes, openstack };
  const stack = await openNodes(env);
  try {
    const up = await stack.mustUp(args);
    const again = await stack.mustUp(args);
    const destroy = await stack.destroy();
    return [
      seconds(`up, ${pace}`, up.seconds),
      seconds(`up with nothing to do, ${pace}`, again.seconds),
      seconds(`destroy, ${pace}`, destroy.seconds),
    ];
  } finally {
    await stack.close();
  }
}

function ratios(figures: readonly Figure[]): Figure[] {
  const value = (name: string): number => figures.find((one) => one.name === name)?.value ?? NaN;
  return Object.keys(PACES).map((pace) => ({
    name: `up, ${pace} / raw script`,
    value: value(`up, ${pace}`) / value("raw script"),
    unit: "times",
  }));
}

function seconds(name: string, value: number): Figure {
  return { name, value, unit: "s" };
}
