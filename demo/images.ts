import { execa } from "execa";
import { ensureImage, imageExists } from "slipway/internal/image/builder";
import { planImage } from "slipway/internal/image/plan";
import type { DemoConfig } from "./config";
import type { Progress } from "./stage";

const KINDS = ["torque-master", "torque-worker"];

/** Building needs root; sudo's question must come before the live list takes the terminal. */
export async function askForSudo(config: DemoConfig): Promise<void> {
  const missing = plans(config).filter(({ name }) => !imageExists(name));
  if (missing.length === 0 || process.getuid?.() === 0) return;
  console.log("Building the images of the machines needs root (mmdebstrap, chroot).");
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

function plans({ packages }: DemoConfig): ReturnType<typeof planImage>[] {
  return KINDS.map((kind) => planImage({ kind, packages }));
}
