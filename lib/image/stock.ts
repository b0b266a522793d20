import * as fs from "node:fs";
import * as path from "node:path";
import { recipesFolder } from "../core/package-root";
import { StoredForm, type StoredImage } from "../platform/image-store";
import { days, daysSince } from "./package-state";
import { planImage } from "./plan";

/** What becomes of an image when those out of use are removed. */
export interface Verdict {
  readonly image: StoredImage;
  /** Whether this version of slipway would build the same. */
  readonly current: boolean;
  readonly remove: boolean;
  /** In words for people. */
  readonly why: string;
}

export function ageInDays({ madeAt }: StoredImage, now: Date): number {
  return daysSince(madeAt, now);
}

/** Decides for each image: only what nothing uses, nobody wants kept, is old and would not be built again goes. */
export function judgeStock(
  images: readonly StoredImage[],
  keepDays: number,
  now: Date,
  isCurrent: (image: StoredImage) => boolean = wouldBeBuilt,
): Verdict[] {
  return images.map((image) => {
    const current = isCurrent(image) && !images.some((other) => supersedes(other, image));
    const reason = keptFor(image, current, keepDays, now);
    return { image, current, remove: reason === undefined, why: reason ?? outOfUse(image) };
  });
}

function keptFor(
  image: StoredImage,
  current: boolean,
  keepDays: number,
  now: Date,
): string | undefined {
  if (image.users.length > 0) return `used by ${usersText(image)}`;
  if (image.locked !== undefined) return image.locked;
  if (current) return "what this version of slipway would build";
  return ageInDays(image, now) < keepDays ? `younger than ${days(keepDays)}` : undefined;
}

/** Whether it holds the same with packages of a later day: an image of an earlier package state is not built again. */
function supersedes(other: StoredImage, image: StoredImage): boolean {
  const of = ({ kind, form, packages }: StoredImage): string =>
    JSON.stringify([kind, form, [...packages].sort()]);
  if (other.packageState === image.packageState || of(other) !== of(image)) return false;
  return takenAt(other) > takenAt(image);
}

function takenAt({ packagesAt, madeAt }: StoredImage): number {
  return (packagesAt ?? madeAt).getTime();
}

const SHOWN_USERS = 3;

/** The first few of those that use an image: a cluster may have hundreds of machines. */
export function usersText({ users }: StoredImage): string {
  const more = users.length - SHOWN_USERS;
  const first = users.slice(0, SHOWN_USERS).join(", ");
  return more > 0 ? `${first} and ${String(more)} more` : first;
}

function outOfUse({ form }: StoredImage): string {
  return form === StoredForm.Rest
    ? "left by a run that was cut off"
    : "nothing uses it, and this version of slipway builds another";
}

/** Whether this version's recipes give an image of the same name: one that is then taken as it is. */
function wouldBeBuilt({ name, kind, form, packages, packageState }: StoredImage): boolean {
  if (form === StoredForm.Rest || !fs.existsSync(path.join(recipesFolder, kind))) return false;
  return planImage({ kind, packages, packageState }).name === name;
}
