import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { compiledProgram, makeSandbox, ROOT } from "../../test/e2e/support/sandbox";
import { TestStack } from "../../test/e2e/support/test-stack";
import type { Figure } from "../figures";

const LARGE = { workers: 100, worker: { diskGiB: 2 } };

/** Preview of a large cluster beside preview of nothing, both the same way, the better of two runs. */
export async function measurePreview(): Promise<Figure[]> {
  const empty = await previewSeconds("bench/programs/empty.ts", {}, 0);
  const large = await previewSeconds("test/e2e/programs/cluster.ts", LARGE, LARGE.workers);
  return [
    { name: "preview of an empty program", value: empty, unit: "s" },
    { name: "preview of 100 workers", value: large, unit: "s" },
  ];
}

async function previewSeconds(source: string, args: object, machines: number): Promise<number> {
  const sandbox = makeSandbox(compiledProgram(source));
  const stack = await TestStack.in(sandbox);
  try {
    await stack.setArgs(args);
    const run = (): number => {
      const started = Date.now();
      const printed = execFileSync(
        path.join(ROOT, "bench/big-host.sh"),
        [
          sandbox.data,
          "pulumi",
          "preview",
          "--stack",
          sandbox.stackName,
          "--non-interactive",
          "--json",
        ],
        {
          cwd: sandbox.program.folder,
          env: { ...process.env, ...sandbox.env },
          encoding: "utf8",
          maxBuffer: 2 ** 28,
        },
      );
      expectMachines(printed, machines);
      return (Date.now() - started) / 1000;
    };
    return Math.min(run(), run());
  } finally {
    await stack.close();
  }
}

/** A preview that shows less than it should is no measurement. */
function expectMachines(preview: string, workers: number): void {
  const { steps = [] } = JSON.parse(preview) as { steps?: { urn: string }[] };
  const found = steps.filter(({ urn }) => /-worker-\d+-membership$/.test(urn)).length;
  if (found !== workers)
    throw new Error(`preview showed ${String(found)} of ${String(workers)} workers`);
}
