import * as path from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { clusterTest } from "./checks/all";
import type { Check } from "./checks/check";
import { shellOver } from "./checks/shell";
import { type DemoConfig, writeConfig } from "./config";
import { enterEnvironment, writeEnvFile } from "./environment";
import { envFile, preparePlaces, PROJECT_FOLDER } from "./places";
import { askForSudo, buildImages } from "./images";
import { printChecks, printTimes } from "./report";
import { openStack } from "./stack";
import { runStages, Stages } from "./stage";
import { installToolchain } from "./toolchain";
import { upStages, type UpOutcome } from "./up";

/** As many as in the tutorial; shorter than its 20 s, because the point is that they run. */
const JOBS = 20;
const SLEEP_SEC = 2;

/** Makes the cluster or brings it up to date, tests it, prints what came out. The answer is the exit code. */
export async function deploy({ workers }: { readonly workers?: number }): Promise<number> {
  const started = Date.now();
  const stages = new Stages();
  preparePlaces();
  const config = writeConfig(workers);
  await askForSudo(config);
  const stack = await prepare(stages, config);
  const { outputs, changes } = await bringUp(stages, config, stack);
  const ssh = String(outputs.ssh?.value);
  const checks = await test(stages, config, ssh);
  printChecks(checks);
  printTimes(stages, started);
  const failed = checks.filter(({ ok }) => !ok).length;
  console.log(
    `\npulumi up: ${changes === 0 ? "nothing to change" : `${String(changes)} changes`}.`,
  );
  console.log(
    `${String(checks.length - failed)} of ${String(checks.length)} checks passed. The cluster runs on.`,
  );
  console.log(`  log in:  ${ssh}`);
  console.log(`  pulumi:  . ${envFile}; pulumi stack --stack local`);
  console.log("  remove:  npm run demo -- --destroy");
  return failed === 0 ? 0 : 1;
}

async function prepare(stages: Stages, config: DemoConfig): Promise<Stack> {
  let stack: Stack | undefined;
  const parts = [
    stages.stage("Pulumi toolchain", async (progress) => {
      enterEnvironment(await installToolchain(progress));
      writeEnvFile();
      stack = await openStack();
    }),
    stages.stage("images", (progress) => buildImages(config, progress)),
  ];
  await runStages(parts, true);
  if (stack === undefined) throw new Error("no stack");
  return stack;
}

async function bringUp(stages: Stages, config: DemoConfig, stack: Stack): Promise<UpOutcome> {
  let outcome: UpOutcome | undefined;
  const done = (value: UpOutcome): void => {
    outcome = value;
  };
  await runStages(upStages(stages, config, stack, done), true);
  if (outcome === undefined) throw new Error("pulumi up told no result");
  return outcome;
}

async function test(stages: Stages, { workers }: DemoConfig, ssh: string): Promise<Check[]> {
  const checks: Check[] = [];
  const parts = clusterTest(shellOver(ssh), {
    workers,
    jobs: JOBS,
    sleepSec: SLEEP_SEC,
    mpiSource: path.join(PROJECT_FOLDER, "examples/noise-spectrum"),
  });
  await runStages(
    parts.map((part) =>
      stages.stage(part.title, async (progress) => {
        checks.push(...(await part.run(progress)));
      }),
    ),
  );
  return checks;
}
