import * as fs from "node:fs";
import * as path from "node:path";
import { recipesFolder } from "../core/package-root";
import { StoredForm, type StoredImage } from "../platform/image-store";
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

const DAY_MS = 86_400_000;

export function ageInDays({ madeAt }: StoredImage, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - madeAt.getTime()) / DAY_MS));
}

/** Decides for each image: only what nothing uses, nobody wants kept, is old and would not be built again goes. */
export function judgeStock(
  images: readonly StoredImage[],
  keepDays: number,
  now: Date,
  isCurrent: (image: StoredImage) => boolean = wouldBeBuilt,
): Verdict[] {
  return images.map((image) => {
    const current = isCurrent(image);
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

export function days(count: number): string {
  return `${String(count)} ${count === 1 ? "day" : "days"}`;
}

/** Whether this version's recipes give an image of the same name: one that is then taken as it is. */
function wouldBeBuilt({ name, kind, form, packages }: StoredImage): boolean {
  if (form === StoredForm.Rest || !fs.existsSync(path.join(recipesFolder, kind))) return false;
  return planImage({ kind, packages }).name === name;
}
