import * as path from "node:path";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { clusterTest, type Logins } from "./checks/all";
import type { Check } from "./checks/check";
import { writeOperatorConfig } from "./checks/operator";
import { shellOver } from "./checks/shell";
import { type DemoConfig, writeConfig } from "./config";
import { enterEnvironment, writeEnvFile } from "./environment";
import { envFile, operatorFolder, preparePlaces, PROJECT_FOLDER } from "./places";
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
  const logins = loginsOf(outputs);
  const checks = await test(stages, config, logins);
  printChecks(checks);
  printTimes(stages, started);
  const failed = checks.filter(({ ok }) => !ok).length;
  console.log(
    `\npulumi up: ${changes === 0 ? "nothing to change" : `${String(changes)} changes`}.`,
  );
  console.log(
    `${String(checks.length - failed)} of ${String(checks.length)} checks passed. The cluster runs on.`,
  );
  console.log(`  log in:  ${logins.ssh}`);
  console.log(`  pulumi:  . ${envFile}; pulumi stack --stack local`);
  console.log(`  as root: ${logins.operatorSsh}, then sudo -i`);
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

async function test(stages: Stages, { workers }: DemoConfig, logins: Logins): Promise<Check[]> {
  const checks: Check[] = [];
  const parts = clusterTest(logins, {
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

/** As the first user by output `ssh`, and as the operator by files of the demo's own, made anew at each run. */
function loginsOf(outputs: OutputMap): Logins & { readonly operatorSsh: string } {
  const text = (name: string) => String(outputs[name]?.value);
  const userConfig = path.join(path.dirname(text("knownHosts")), "ssh_config");
  const config = writeOperatorConfig(userConfig, text("operatorKey"), operatorFolder);
  const operatorSsh = `ssh -F '${config.replaceAll("'", "'\\''")}' master`;
  const ssh = text("ssh");
  return { ssh, user: shellOver(ssh), operator: shellOver(operatorSsh), operatorSsh };
}
