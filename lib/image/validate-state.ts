import type { Problem } from "../core/errors";
import { matches, wholeNumber } from "../core/validate";

const LABEL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** `stock` names the arguments by which no image is built: nothing would come of a package state then. */
export function validatePackageState(label: string | undefined, stock?: string): Problem[] {
  if (label === undefined) return [];
  if (stock !== undefined) {
    const reason = `does nothing with ${stock}, as slipway builds no image then; leave it out`;
    return [{ path: "packageState", reason, got: label }];
  }
  const allowed = "1–32 of a–z, A–Z, 0–9, ., _ and -, starting with a letter or digit";
  return matches("packageState", label, LABEL, allowed);
}

export function validateMaxAge(path: string, days: number | undefined): Problem[] {
  return days === undefined ? [] : wholeNumber(path, days, 1, 3650);
}
