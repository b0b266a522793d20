import type { Problem } from "../core/errors";
import { matches, wholeNumber } from "../core/validate";

const LABEL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

export function validatePackageState(label: string | undefined): Problem[] {
  if (label === undefined) return [];
  const allowed = "1–32 of a–z, A–Z, 0–9, ., _ and -, starting with a letter or digit";
  return matches("packageState", label, LABEL, allowed);
}

export function validateMaxAge(path: string, days: number | undefined): Problem[] {
  return days === undefined ? [] : wholeNumber(path, days, 1, 3650);
}
