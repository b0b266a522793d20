import "../core/end-with-engine";
import * as fs from "node:fs";
import * as path from "node:path";
import { recipesFolder } from "../core/package-root";
import { daysSince, packagesAt } from "./package-state";
import { builtAt, imageFolder, isFinished, packagesAtOf, rootFolder, withLock } from "./cache";
import { planImage, type ImageInputs, type ImagePlan } from "./plan";
import { builderInWords, removeTree, runScript, type OnLine } from "./script";

export interface BuiltImage {
  readonly name: string;
  /** Time that this call took, seconds. */
  readonly seconds: number;
  /** False when the image was in the cache. */
  readonly built: boolean;
  /** When its packages were taken from the archive, ISO 8601. */
  readonly packagesAt?: string | undefined;
}

/** Where Debian's packages come from; `SLIPWAY_DEBIAN_MIRROR` names another mirror. */
const MIRROR = "http://deb.debian.org/debian";

/** A packed root file system older than this is made anew: a new image is not to begin with old packages. */
const ROOT_DAYS = 7;

/**
 * Makes sure that the image is in the cache; builds it, and first those it derives from, when it is not.
 *
 * Several processes may ask for the same image: one builds, the others wait. What an interrupted build
 * left is removed by the next. Fails with the last lines of the build's log, which is kept.
 */
export async function ensureImage(plan: ImagePlan, onLine?: OnLine): Promise<BuiltImage> {
  const started = Date.now();
  const folder = imageFolder(plan.name);
  const built = await ensure(folder, () =>
    inWorkFolder(folder, plan, async (work) => {
      const taken = await buildRoot(plan, work, onLine);
      await runScript("disk.sh", [work, recipesFolder, ""], logOf(folder), onLine);
      await removeTree(path.join(work, "root"));
      fs.rmSync(path.join(work, "root.tar.zst"), { force: true });
      return taken;
    }),
  );
  const seconds = (Date.now() - started) / 1000;
  return { name: plan.name, seconds, built, packagesAt: packagesAtOf(folder) };
}

/** `ensureImage` by what decides the image: for the dynamic provider. */
export function ensureImageOf(inputs: ImageInputs): Promise<BuiltImage> {
  return ensureImage(planImage(inputs));
}

/** Whether an image of that name can be used. */
export function imageExists(name: string): boolean {
  return isFinished(imageFolder(name));
}

async function ensureRoot(plan: ImagePlan, onLine?: OnLine): Promise<string> {
  const folder = rootFolder(plan.name);
  const isFresh = (): boolean =>
    isFinished(folder) && daysSince(builtAt(folder), new Date()) < ROOT_DAYS;
  const build = (): Promise<void> =>
    inWorkFolder(folder, plan, async (work) => {
      const taken = await buildRoot(plan, work, onLine);
      await removeTree(path.join(work, "root"));
      return taken;
    });
  await ensure(folder, build, isFresh);
  return folder;
}

/** Makes the root file system; tells when its packages were taken. */
async function buildRoot(plan: ImagePlan, work: string, onLine?: OnLine): Promise<string> {
  const started = new Date();
  const parent = plan.parent === undefined ? undefined : await ensureRoot(plan.parent, onLine);
  const mirror = process.env.SLIPWAY_DEBIAN_MIRROR ?? MIRROR;
  const packed = parent === undefined ? "" : path.join(parent, "root.tar.zst");
  const args = [work, recipesFolder, packed, plan.suite, mirror, ...plan.kinds];
  const environment = { SLIPWAY_PACKAGES: plan.packages.join(" ") };
  await runScript("root.sh", args, `${work}.log`, onLine, environment);
  const lists = fs.readFileSync(path.join(work, "lists.txt"), "utf8");
  return packagesAt(lists, parent && packagesAtOf(parent), started);
}

async function ensure(
  folder: string,
  build: () => Promise<void>,
  isUsable = (): boolean => isFinished(folder),
): Promise<boolean> {
  if (isUsable()) return false;
  return withLock(folder, async () => {
    if (isUsable()) return false;
    await build();
    return true;
  });
}

/** Builds in a folder beside the final one, which takes its name only when everything is there. */
async function inWorkFolder(
  folder: string,
  plan: ImagePlan,
  build: (work: string) => Promise<string>,
): Promise<void> {
  const started = Date.now();
  const work = `${folder}.building`;
  await removeTree(work);
  fs.mkdirSync(work, { recursive: true });
  fs.writeFileSync(logOf(folder), `${await builderInWords()}\n`);
  let taken: string;
  try {
    taken = await build(work);
    checkUnchanged(plan);
  } catch (error) {
    await removeTree(work);
    throw error;
  }
  fs.renameSync(logOf(folder), path.join(work, "build.log"));
  const seconds = (Date.now() - started) / 1000;
  const packageVersions = fs
    .readFileSync(path.join(work, "packages.txt"), "utf8")
    .trim()
    .split("\n");
  const parent = plan.parent?.name;
  const manifest = { ...plan, parent, packagesAt: taken, packageVersions, seconds };
  fs.writeFileSync(path.join(work, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  fs.rmSync(path.join(work, "lists.txt"));
  await removeTree(folder);
  fs.renameSync(work, folder);
}

/** What was edited during a build may be in the image or not: it must not get a name that says it is. */
function checkUnchanged(plan: ImagePlan): void {
  if (planImage(plan).name === plan.name) return;
  throw new Error(
    `image build: the recipes of ${plan.kind} changed during the build; run it again`,
  );
}

/** The log lies beside the work folder, so that it survives a failed build. */
function logOf(folder: string): string {
  return `${folder}.building.log`;
}
