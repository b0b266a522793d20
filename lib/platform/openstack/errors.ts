/** Words of the provider's errors that mean: the same request may succeed a little later. */
const PASSING =
  /too many requests|internal server error|temporary overloading|bad gateway|gateway timeout|server timed out|but got (?:408|413|429|5\d\d) instead|connection (?:refused|reset)|\bEOF\b|i\/o timeout|no route to host/i;
/** The plugin's own end of a wait: a cloud that hangs is not asked as often as one that answers. */
export const SILENT = "timeout awaiting response headers";
/** Old versions say with 413 that a quota is used up. */
const LASTING = /quota/i;

/** Pauses before a failed request is sent again, seconds; together short enough to tell a cause soon. */
const PAUSES_SEC = [1, 2, 4, 8] as const;

/** How long to wait before the next attempt, seconds; undefined when there shall be none. */
export function pauseAfter(errors: readonly string[]): number | undefined {
  const [latest = ""] = errors;
  if (latest.includes(SILENT)) return errors.length === 1 ? PAUSES_SEC[0] : undefined;
  if (!PASSING.test(latest) || LASTING.test(latest)) return undefined;
  return PAUSES_SEC[errors.length - 1];
}
