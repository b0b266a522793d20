/** What the recipe runner in the guest tells, one line each. */
export const BeaconEvent = {
  Start: "start",
  Done: "done",
  Failed: "failed",
  Ready: "ready",
} as const;
export type BeaconEvent = (typeof BeaconEvent)[keyof typeof BeaconEvent];

export interface Beacon {
  readonly event: BeaconEvent;
  readonly stage: string;
  readonly script?: string;
  readonly seconds?: number;
  /** Seconds since the guest's start. */
  readonly uptime: number;
  /** The kernel's boot id. */
  readonly boot: string;
  readonly code?: number;
  readonly line?: number;
  readonly tail?: readonly string[];
}

const MARK = "slipway-event ";
const LONGEST_BEACON = 8192;
/** A boot starts here, whatever beacons stand before belong to an earlier one. */
const KERNEL_BANNER = /\[ +0\.000000\] Linux version /g;
/** Lines of the kernel and of systemd that can cut a beacon in two. */
const INTRUDER =
  /\r?\n?\[(?: {0,5}\d+\.\d{6}| {2}OK {2}|FAILED|DEPEND| {2,4}\*{1,3} {0,4})\][^\n]*\n/g;

/** The beacons of the latest boot in a console's text, in order, each once. Tolerates noise; skips what is cut off. */
export function parseBeacons(text: string): Beacon[] {
  const clean = latestBoot(text).replaceAll("\0", "");
  const beacons: Beacon[] = [];
  const seen = new Set<string>();
  for (const piece of clean.split(MARK).slice(1)) {
    const beacon = parseBeacon(piece.slice(0, LONGEST_BEACON));
    if (beacon === undefined) continue;
    const key = JSON.stringify(beacon);
    // The runner writes to every console of the guest; two of them may end in the same text.
    if (!seen.has(key)) beacons.push(beacon);
    seen.add(key);
  }
  return beacons;
}

function latestBoot(text: string): string {
  const start = [...text.matchAll(KERNEL_BANNER)].at(-1)?.index ?? 0;
  return text.slice(start);
}

function parseBeacon(piece: string): Beacon | undefined {
  const line = piece.split(/\r*\n/, 1)[0] ?? "";
  return fromJson(line) ?? fromJson(firstObject(piece.replace(INTRUDER, "").replace(/\r*\n/g, "")));
}

/** The text up to the brace that closes the first one, or all of it. */
function firstObject(text: string): string {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (quoted && char === "\\") i += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === "{") depth += 1;
    else if (!quoted && char === "}" && (depth -= 1) === 0) return text.slice(0, i + 1);
  }
  return text;
}

function fromJson(text: string): Beacon | undefined {
  try {
    const value: unknown = JSON.parse(text.trim());
    return isBeacon(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isBeacon(value: unknown): value is Beacon {
  if (typeof value !== "object" || value === null) return false;
  const { event, stage, uptime, boot, tail } = value as Record<string, unknown>;
  const known = Object.values<unknown>(BeaconEvent).includes(event);
  const whole = typeof stage === "string" && typeof uptime === "number" && typeof boot === "string";
  return known && whole && (tail === undefined || Array.isArray(tail));
}
