import { compiledProgram, makeSandbox } from "../../test/e2e/support/sandbox";
import { TestStack } from "../../test/e2e/support/test-stack";
import type { Figure } from "../figures";

/** A cluster that the lab has room for when its quotas are lifted. */
const WORKERS = 49;

/** Preview of a large cluster, for which the cloud is asked, beside preview of nothing: the better of two runs each. */
export async function measurePreview(): Promise<Figure[]> {
  const args = { platform: "openstack", workers: WORKERS, sshCidrs: ["172.24.0.0/16"] };
  return [
    await previewOf("preview of an empty program", "bench/programs/empty.ts", {}),
    await previewOf("preview of 50 nodes, room in the cloud checked", CLUSTER, args, WORKERS + 1),
  ];
}

const CLUSTER = "test/e2e/programs/cluster.ts";

async function previewOf(
  name: string,
  source: string,
  args: object,
  machines = 0,
): Promise<Figure> {
  const stack = await TestStack.in(makeSandbox(compiledProgram(source)));
  try {
    const run = async (): Promise<number> => {
      const preview = await stack.preview(args);
      // A preview that fails, or shows less than it should, is no measurement.
      if (!preview.ok) throw new Error(`preview failed:\n${stack.transcript}`);
      if ((preview.changes.create ?? 0) < 2 * machines)
        throw new Error("preview showed too little");
      return preview.seconds;
    };
    return { name, value: Math.min(await run(), await run()), unit: "s" };
  } finally {
    await stack.close();
  }
}
