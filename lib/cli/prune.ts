import { printable } from "../core/printable";
import { days, daysSince } from "../image/package-state";
import { ageInDays, judgeStock, usersText, type Verdict } from "../image/stock";
import type { ImageStore, StoredImage } from "../platform/image-store";
import { StoredForm } from "../platform/image-store";
import { sizeText, tableText } from "./table";

/** Where lines go; tests collect them. */
export type Print = (line: string) => void;

interface PruneOptions {
  readonly dryRun: boolean;
  /** Younger ones are kept. */
  readonly keepDays: number;
}

/** Longest line about one image, characters: its name, and why it is kept or can't be removed. */
const LONGEST = 2000;

const HEAD = ["NAME", "KIND", "SIZE", "AGE", "PACKAGES", "CURRENT", "USED BY"];

/** Prints what lies at each place. */
export async function listImages(stores: readonly ImageStore[], print: Print = log): Promise<void> {
  const now = new Date();
  for (const { place, images } of await stocksOf(stores)) {
    print(`${place}:`);
    if (images.length === 0) print("  no images of slipway");
    else print(tableText([HEAD, ...judgeStock(images, 0, now).map((each) => shownRow(each, now))]));
  }
}

/**
 * Removes at each place what is out of use, saying of each image what becomes of it and why.
 *
 * All places are asked before anything is removed; one that can't be removed does not keep the others from it. Answers
 * whether all went well.
 */
export async function pruneImages(
  stores: readonly ImageStore[],
  { dryRun, keepDays }: PruneOptions,
  print: Print = log,
): Promise<boolean> {
  const now = new Date();
  let ok = true;
  for (const { store, place, images } of await stocksOf(stores)) {
    print(`${place}:`);
    const verdicts = judgeStock(images, keepDays, now);
    for (const verdict of verdicts.filter(({ remove }) => !remove))
      print(`  ${printable(`keeps ${nameOf(verdict.image)}: ${verdict.why}`, LONGEST)}`);
    const gone: StoredImage[] = [];
    for (const { image, why } of verdicts.filter(({ remove }) => remove)) {
      const failure = dryRun ? undefined : await removal(store, image);
      if (failure === undefined) gone.push(image);
      else ok = false;
      const reason = failure ?? `${why}, ${ageText(image, now)} old`;
      print(`  ${printable(`${line(image, dryRun, failure)}: ${reason}`, LONGEST)}`);
    }
    const bytes = gone.reduce((total, image) => total + (image.bytes ?? 0), 0);
    const count = `${String(gone.length)} of ${String(images.length)}`;
    print(`  ${dryRun ? "would remove" : "removed"} ${count}, ${sizeText(bytes)}`);
  }
  return ok;
}

function stocksOf(stores: readonly ImageStore[]) {
  return Promise.all(stores.map(async (store) => ({ store, ...(await store.stock()) })));
}

async function removal(store: ImageStore, image: StoredImage): Promise<string | undefined> {
  try {
    await store.remove(image);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.trim().replaceAll(/\s*\n\s*/g, "; ");
  }
}

function line(image: StoredImage, dryRun: boolean, failure: string | undefined): string {
  const did = failure !== undefined ? "could not remove" : dryRun ? "would remove" : "removed";
  return `${did} ${nameOf(image)}`;
}

/** Names and labels come from a cloud's catalogue, where others may have written them. */
function shownRow(verdict: Verdict, now: Date): string[] {
  return row(verdict, now).map((cell) => printable(cell));
}

function row({ image, current }: Verdict, now: Date): string[] {
  return [
    image.name,
    image.form === StoredForm.Image ? image.kind : `${image.kind} (${image.form})`,
    sizeText(image.bytes),
    ageText(image, now),
    packagesText(image, now),
    current ? "yes" : "no",
    usersText(image) || (image.locked ?? "–"),
  ];
}

/** Some places have names as ids, others numbers. */
function nameOf({ name, id }: StoredImage): string {
  return id.includes(name) ? id : `${name} (${id})`;
}

function ageText(image: StoredImage, now: Date): string {
  return days(ageInDays(image, now));
}

/** How old the packages are, with the user's name for their state. */
function packagesText({ packagesAt, packageState }: StoredImage, now: Date): string {
  const age = packagesAt === undefined ? "?" : days(daysSince(packagesAt, now));
  return packageState === undefined ? age : `${age} (${packageState})`;
}

function log(line: string): void {
  console.log(line);
}
