import { execa } from "execa";
import { ensureImage, imageExists } from "slipway/internal/image/builder";
import { obstacleText } from "slipway/internal/image/namespace-obstacle";
import { planImage } from "slipway/internal/image/plan";
import { obstacleHere } from "slipway/internal/image/script";
import type { DemoConfig } from "./config";
import type { Progress } from "./stage";

const KINDS = ["torque-master", "torque-worker"];

/** Where building needs root, sudo's question must come before the live list takes the terminal. */
export async function askForSudo(config: DemoConfig): Promise<void> {
  if (plans(config).every(({ name }) => imageExists(name))) return;
  const obstacle = await obstacleHere();
  if (obstacle === undefined) return;
  console.log(`Building the images of the machines needs sudo here: ${obstacleText(obstacle)}.`);
  await execa("sudo", ["-v"], { stdio: "inherit" });
}

/** Builds the images that `pulumi up` will ask for, so that their progress can be shown. */
export async function buildImages(config: DemoConfig, progress: Progress): Promise<void> {
  for (const plan of plans(config)) {
    await ensureImage(plan, (line) => {
      progress(`${plan.kind}: ${line.trim().slice(0, 100)}`);
    });
  }
}

function plans({ packages, packageState }: DemoConfig): ReturnType<typeof planImage>[] {
  return KINDS.map((kind) => planImage({ kind, packages, packageState }));
}
