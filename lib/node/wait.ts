import type { Observation } from "../platform/platform";
import type { BootResult } from "./args";
import { diagnose, lastLines, type Diagnosis } from "./diagnose";

/** The parts of the world that waiting needs, so that tests can bring their own. */
export interface World {
  /** Milliseconds; only differences count. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  observe(): Promise<Observation>;
}

/** What one look at a node tells. */
export type Sight =
  | { readonly kind: "pending"; readonly progress: string }
  | { readonly kind: "ready"; readonly result: BootResult }
  | {
      readonly kind: "failed";
      readonly text: string;
      /** Nothing answers ssh: whoever would ask the node for more waits in vain. */
      readonly silent?: true;
    };

/** Judges a node by what the platform shows of it and what it asks itself. */
export type Reader = (seen: Observation) => Promise<Sight>;

/** A boot that failed; the message says why, in the user's words. */
export class BootFailure extends Error {
  constructor(
    message: string,
    /** The console's text at that time, where there is one. */
    readonly console: string | undefined,
    /** Whether ssh is known not to answer at all. */
    readonly silent = false,
  ) {
    super(message);
    this.name = "BootFailure";
  }
}

const POLL_MS = 1000;
const SHOWN_LINES = 10;

/** Waits until the reader calls the node ready. Throws `BootFailure` as soon as it is known that it will not be. */
export async function waitForBoot(
  node: string,
  deadlineSec: number,
  reader: Reader,
  world: World,
): Promise<BootResult> {
  const start = world.now();
  const fatal = fatalWatch(world);
  for (;;) {
    const seen = await observe(world);
    const sight = await reader(seen);
    if (sight.kind === "ready") return sight.result;
    const failure =
      (sight.kind === "failed" ? `${node}: ${sight.text}` : undefined) ??
      whenGone(node, seen) ??
      fatal(node, seen) ??
      (world.now() - start >= deadlineSec * 1000
        ? whenLate(node, deadlineSec, seen, sight)
        : undefined);
    const silent = sight.kind === "failed" && sight.silent === true;
    if (failure !== undefined) throw new BootFailure(failure, seen.console, silent);
    await world.sleep(POLL_MS);
  }
}

async function observe(world: World): Promise<Observation> {
  try {
    return await world.observe();
  } catch (error) {
    return { state: "unknown", detail: String(error) };
  }
}

function whenGone(node: string, { state, detail, console }: Observation): string | undefined {
  if (state !== "gone") return undefined;
  const head = `${node}: the VM stopped while booting (${detail ?? "the platform no longer has it"})`;
  return [head, ...likely(diagnose(console ?? "")), ...shown(console)].join("\n");
}

/** Ends the wait when a cause after which no boot goes on has stood long enough. */
function fatalWatch(world: World): (node: string, seen: Observation) => string | undefined {
  let since: { readonly text: string; readonly at: number } | undefined;
  return (node, { console }) => {
    const found = diagnose(console ?? "");
    if (found?.fatalAfterSec === undefined) return undefined;
    if (since?.text !== found.text) since = { text: found.text, at: world.now() };
    if (world.now() - since.at < found.fatalAfterSec * 1000) return undefined;
    return [`${node}: ${found.text}: ${found.line}`, `  ${found.hint}`, ...shown(console)].join(
      "\n",
    );
  };
}

function whenLate(node: string, deadlineSec: number, seen: Observation, sight: Sight): string {
  const progress = sight.kind === "pending" ? sight.progress : "";
  const blind =
    seen.state === "unknown"
      ? [`  the platform does not tell how the VM is: ${seen.detail ?? "no answer"}`]
      : [];
  const head = `${node}: not ready after ${String(deadlineSec)} s; ${progress}`;
  return [head, ...likely(diagnose(seen.console ?? "")), ...blind, ...shown(seen.console)].join(
    "\n",
  );
}

function likely(found: Diagnosis | undefined): string[] {
  return found === undefined
    ? []
    : [`  most likely ${found.text}: ${found.line}`, `  ${found.hint}`];
}

function shown(console: string | undefined): string[] {
  const lines = lastLines(console ?? "", SHOWN_LINES);
  return lines.length === 0
    ? []
    : ["  last console lines:", ...lines.map((line) => `  | ${line.slice(0, 160)}`)];
}
