/**
 * The age of what an image holds is that of Debian's package lists when it was built, not that of its file: an archive may
 * stand still, and a part of an image may be older than the rest.
 */

const DAY_MS = 86_400_000;

/** Age of an image's packages above which preview warns, unless the user says another. */
export const MAX_AGE_DAYS = 45;

/** The newest of `Date:` lines, as the archive's lists have them. Those of a release itself change only with its updates. */
export function newestDate(lines: string): Date | undefined {
  const times = lines
    .split("\n")
    .map((line) => Date.parse(line.replace(/^Date:\s*/, "")))
    .filter((time) => Number.isFinite(time));
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

/** When the packages of an image were taken: its oldest part counts. Without lists nothing was added to the parent. */
export function packagesAt(lists: string, parent: string | undefined, started: Date): string {
  const own = newestDate(lists) ?? (parent === undefined ? started : undefined);
  const dates = [own?.toISOString(), parent].filter((date) => date !== undefined);
  return dates.sort()[0] ?? started.toISOString();
}

/** Whole days from a time on; a clock that goes wrong makes none. */
export function daysSince(time: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - time.getTime()) / DAY_MS));
}

export function days(count: number): string {
  return `${String(count)} ${count === 1 ? "day" : "days"}`;
}

/** The age of an image's packages, in words, and whether it is past the age that is allowed. */
export function packageAge(
  image: string,
  takenAt: string,
  maxAgeDays: number,
  now: Date,
): { readonly text: string; readonly tooOld: boolean } {
  const count = daysSince(new Date(takenAt), now);
  const today = now.toISOString().slice(0, 10);
  const age = `${image}: Debian packages of ${takenAt.slice(0, 10)}, ${days(count)} old`;
  if (count <= maxAgeDays) return { text: age, tooOld: false };
  return {
    text:
      `${age}, more than ${String(maxAgeDays)}: security updates since then are not in it. ` +
      `To take today's packages and replace the machines, set packageState to a new text, such as "${today}"`,
    tooOld: true,
  };
}
