import type { Problem } from "./errors";

/** A whole number between two bounds, both allowed. Takes anything: a JavaScript caller or a stack file may hold it. */
export function wholeNumber(path: string, value: unknown, min: number, max: number): Problem[] {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max)
    return [];
  return [{ path, reason: `must be a whole number ${String(min)}–${String(max)}`, got: value }];
}

/** A text of a certain form; `form` says which in the user's words. */
export function matches(path: string, value: unknown, pattern: RegExp, form: string): Problem[] {
  if (typeof value === "string" && pattern.test(value)) return [];
  return [{ path, reason: `must be ${form}`, got: value }];
}

/** The same check of each value of a list, at its own place. What is no list is not shown: a key may be private. */
export function eachOf(
  path: string,
  list: unknown,
  validate: (path: string, value: unknown) => Problem[],
): Problem[] {
  if (!Array.isArray(list)) return [{ path, reason: "must be a list" }];
  return list.flatMap((value, index) => validate(`${path}[${String(index)}]`, value));
}

/** Each later copy of a value is a problem of its own, at its own place. */
export function noDuplicates(
  values: readonly unknown[],
  pathOf: (index: number) => string,
  what: string,
): Problem[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index
      ? [{ path: pathOf(index), reason: `is used twice, each ${what} must be unique`, got: value }]
      : [],
  );
}
