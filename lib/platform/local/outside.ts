import * as fs from "node:fs";
import * as path from "node:path";
import { closedRanges } from "./closed-ranges";
import { closeRanges, inNamespace, untilClosed } from "./namespace";
import type { ProcessIdentity } from "./process";
import { endProcess, identityOfChild, sameProcess, startDetached } from "./process";
import { aliveFile, plugIn, slirpOf, unplug } from "./slirp";
import { run } from "./tools";

/** How a running machine is kept from this host. */
export type Outside =
  | {
      /** QEMU is in a network namespace of its own; slirp4netns leads out of it, but not to this host. */
      readonly kind: "isolated";
      readonly slirp: ProcessIdentity;
      /** Addresses and ranges that are closed to the guest. */
      readonly closed: readonly string[];
    }
  /** QEMU lets nothing out, because this host lacks something of what `isolated` needs (`outside-probe.ts`). */
  | { readonly kind: "restricted" };

export interface Inside {
  readonly folder: string;
  readonly command: readonly string[];
  /** File that the process holds locked. */
  readonly lock: string;
  /** File that takes its words. */
  readonly log: string;
  /** Port of 127.0.0.1 that leads to the machine's ssh. */
  readonly sshPort?: number | undefined;
}

// Takes a tenth of a second; on a host in trouble it must not look as if it were impossible.
const NAMESPACE_MS = 60_000;

/** Starts a command in a namespace of its own with a way outside. All of it, or nothing stays behind. */
export async function startIsolated(
  what: Inside,
): Promise<{ readonly process: ProcessIdentity; readonly outside: Outside }> {
  const { folder } = what;
  await unplug(folder, 0); // one of a machine that ended just now
  fs.rmSync(aliveFile(folder), { force: true });
  await run("mkfifo", ["--mode=600", aliveFile(folder)]);
  const closed = closedRanges();
  const log = fs.openSync(what.log, "a", 0o600);
  const alive = fs.openSync(aliveFile(folder), fs.constants.O_RDWR);
  try {
    const child = await startDetached({
      ...inNamespace(closed, path.resolve(what.log), what.command),
      cwd: folder,
      lock: what.lock,
      stdio: ["pipe", "pipe", log],
      more: [alive],
    });
    const identity = identityOfChild(child);
    try {
      await untilClosed(child, NAMESPACE_MS);
      const slirp = await plugIn(folder, identity, what.sshPort);
      child.stdin?.write("go\n");
      return { process: identity, outside: { kind: "isolated", slirp, closed } };
    } catch (error) {
      await endProcess(identity);
      await unplug(folder);
      throw error;
    } finally {
      child.stdin?.end(); // if the CLI ends before "go", this does it: the process ends, and slirp4netns with it
      child.stdout?.destroy();
    }
  } finally {
    fs.closeSync(log);
    fs.closeSync(alive);
  }
}

/** Whether a running machine has its way outside, and that leads to nothing that is this host's now. */
export function isOutsideWhole(folder: string, outside: Outside | undefined): boolean {
  if (outside === undefined) return false; // an older version started it, open to this host
  if (isCutOff(folder, outside)) return false;
  return outside.kind === "restricted" || stillOpen(outside.closed).length === 0;
}

/** Whether nothing gets into a running machine or out any more, as its slirp4netns has ended. */
export function isCutOff(folder: string, outside: Outside | undefined): boolean {
  if (outside?.kind !== "isolated") return false;
  return !sameProcess(outside.slirp, slirpOf(folder, outside.slirp));
}

/** Closes to a running machine what has become an address of this host since it started. */
export async function closeNewRanges(pid: number, closed: readonly string[]): Promise<string[]> {
  const open = stillOpen(closed);
  await closeRanges(pid, open);
  return [...closed, ...open];
}

function stillOpen(closed: readonly string[]): string[] {
  return closedRanges().filter((range) => !closed.includes(range));
}
