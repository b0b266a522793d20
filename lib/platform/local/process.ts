import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that cannot be mistaken for another one: pids are used again, this triple is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly startTicks: string;
  readonly bootId: string;
}

export interface DetachedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** File that takes stdout and stderr; appended to. */
  readonly log: string;
}

/** Starts a process in a session of its own, so that it outlives the CLI and its signals. */
export async function startDetached(what: DetachedCommand): Promise<ProcessIdentity> {
  const log = fs.openSync(what.log, "a", 0o600);
  try {
    const child = spawn(what.command, what.args, {
      cwd: what.cwd,
      detached: true,
      stdio: ["ignore", log, log],
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity === undefined) throw new Error(`${what.command} ended at once`);
    return identity;
  } finally {
    fs.closeSync(log);
  }
}

/** Who has that pid now; undefined when nobody, or only a dead child not yet collected. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The command, in parentheses, may hold anything: fields count from the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [fields[0], fields[19]];
    if (startTicks === undefined || state === "Z" || state === "X") return undefined;
    return { pid, startTicks, bootId: bootId() };
  } catch {
    return undefined;
  }
}

export function isAlive(identity: ProcessIdentity | undefined): boolean {
  return identity !== undefined && sameProcess(identity, identityOf(identity.pid));
}

export function sameProcess(
  a: ProcessIdentity | undefined,
  b: ProcessIdentity | undefined,
): boolean {
  if (a === undefined || b === undefined) return false;
  return a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId;
}

/**
 * Our process that has `mark` as one of its arguments. Finds what a crashed CLI started but could not
 * write down; the mark is a random id or a path, so nobody else's process has it.
 */
export function findByArgument(mark: string): ProcessIdentity | undefined {
  for (const entry of fs.readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const args = fs.readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
      if (args.includes(mark)) return identityOf(Number(entry));
    } catch {
      continue; // ended meanwhile, or not ours to read
    }
  }
  return undefined;
}

/** Waits until the process has ended; false when it still lives after `ms`. */
export async function waitForEnd(identity: ProcessIdentity, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  while (isAlive(identity)) {
    if (Date.now() > end) return false;
    await sleep(50);
  }
  return true;
}

/** Sends a signal unless the process has ended (then its pid may be somebody else's). */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function bootId(): string {
  return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
