import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import type { ListrTask } from "listr2";
import type { DemoConfig } from "./config";
import { nodeProgress } from "./nodes";
import { configFile } from "./places";
import { poll, type Stages } from "./stage";
import { UpProgress } from "./up-progress";

/** What a `pulumi up` came to. */
export interface UpOutcome {
  readonly outputs: OutputMap;
  /** Number of resources that were not left as they are. */
  readonly changes: number;
}

interface Run {
  readonly seen: UpProgress;
  over: boolean;
}

/** The stages of one `pulumi up`: the engine's own and, on a terminal, a line for each node that follows its console. */
export function upStages(
  stages: Stages,
  { name, workers }: DemoConfig,
  stack: Stack,
  whenDone: (outcome: UpOutcome) => void,
): ListrTask[] {
  const run: Run = { seen: new UpProgress(), over: false };
  const names = ["master", ...Array.from({ length: workers }, (_, i) => `worker-${String(i + 1)}`)];
  const nodes = names.map((node) => `${name}-${node}`);
  const engine = stages.stage("pulumi up", async (progress) => {
    const shown = poll(
      () => {
        progress(process.stdout.isTTY ? run.seen.text() : allText(run, nodes));
      },
      () => run.over,
    );
    try {
      whenDone(await up(stack, run.seen));
    } finally {
      run.over = true;
      await shown;
    }
  });
  return [engine, ...(process.stdout.isTTY ? nodes.map((node) => follower(run, node)) : [])];
}

function follower(run: Run, node: string): ListrTask {
  return {
    title: node,
    task: (_, task) =>
      poll(
        () => (task.title = `${node}: ${nodeProgress(node)}`),
        () => run.over || run.seen.has(`${node}-boot`),
      ),
  };
}

function allText({ seen }: Run, nodes: readonly string[]): string {
  return [seen.text(), ...nodes.map((node) => `${node}: ${nodeProgress(node)}`)].join(" | ");
}

async function up(stack: Stack, seen: UpProgress): Promise<UpOutcome> {
  const onEvent = seen.add.bind(seen);
  try {
    const { outputs, summary } = await stack.up({ configFile, onEvent });
    const counts = Object.entries(summary.resourceChanges ?? {}).filter(([op]) => op !== "same");
    const changes = counts.reduce((sum, [, count]) => sum + count, 0);
    return { outputs, changes };
  } catch (error) {
    throw seen.errors.length > 0 ? new Error(seen.errors.join("\n\n"), { cause: error }) : error;
  }
}
