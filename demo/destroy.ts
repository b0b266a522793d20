import { existsSync, rmSync } from "node:fs";
import * as path from "node:path";
import { cacheRoot, dataRoot, stackFolder } from "slipway/internal/core/paths";
import { writeConfig } from "./config";
import { enterEnvironment } from "./environment";
import { configFile, demoFolder, operatorFolder, PROJECT, STACK } from "./places";
import { findStack } from "./stack";
import { runStages, Stages } from "./stage";
import { installToolchain } from "./toolchain";
import { UpProgress } from "./up-progress";

/** Removes the cluster; says what stays and how to remove that too. */
export async function destroy(): Promise<number> {
  // Without it no stack was ever made: nothing to build a toolchain for.
  if (!existsSync(configFile)) {
    console.log("There is no cluster of the demo.");
    printWhatStays();
    return 0;
  }
  const stages = new Stages();
  await runStages([
    stages.stage("pulumi destroy", async (progress) => {
      enterEnvironment(await installToolchain(progress));
      const stack = await findStack();
      if (stack === undefined) return;
      writeConfig(undefined);
      const seen = new UpProgress();
      const onEvent = seen.add.bind(seen);
      const ticker = setInterval(() => {
        progress(seen.text());
      }, 1000);
      try {
        await stack.destroy({ configFile, onEvent });
      } catch (error) {
        throw seen.errors.length > 0
          ? new Error(seen.errors.join("\n\n"), { cause: error })
          : error;
      } finally {
        clearInterval(ticker);
      }
    }),
  ]);
  // The key of machines that are no more.
  rmSync(operatorFolder, { recursive: true, force: true });
  console.log("\nThe cluster is gone.");
  printWhatStays();
  return 0;
}

function printWhatStays(): void {
  const volumes = path.join(dataRoot(), "volumes", stackFolder(PROJECT, STACK));
  const kept = [
    { what: "users' homes (data volume)", folder: volumes },
    { what: "Pulumi's state of the demo, passphrase", folder: demoFolder },
    { what: "images, toolchain, logs (caches)", folder: cacheRoot() },
  ].filter(({ folder }) => existsSync(folder));
  if (kept.length === 0) return;
  console.log("\nWhat stays, and how to remove it:");
  for (const { what, folder } of kept) console.log(`  ${what}\n    rm -r '${folder}'`);
}
