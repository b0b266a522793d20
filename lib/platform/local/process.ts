import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { smallEnvironment } from "./environment";

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
  /** Held by the process until it ends: by it the process is known again (`process-lock.ts`). */
  readonly lock: string;
  /** Its stdin, stdout and stderr, each a descriptor, `pipe` or `ignore`. */
  readonly stdio: readonly [Stream, Stream, Stream];
  /** What it has from descriptor 4 on. */
  readonly more?: readonly Stream[];
}

type Stream = number | "pipe" | "ignore";

// Takes the lock, which the command then holds at the same descriptor, and closes all that was not meant for the
// command: shells and terminals leave descriptors open to whatever they start.
const STARTER = `
flock --nonblock 3 || { echo "another process has the lock" >&2; exit 1; }
last=$1
shift
for fd in /proc/self/fd/*; do
  fd="\${fd##*/}"
  [ "$fd" -le "$last" ] || eval "exec $fd>&-"
done
exec "$@"`;

/**
 * Starts a process in a session of its own, so that it outlives the CLI and its signals. It gets none of the CLI's
 * environment and descriptors.
 */
export async function startDetached(what: DetachedCommand): Promise<ChildProcess> {
  const lock = fs.openSync(what.lock, "a", 0o600);
  try {
    const stdio = [...what.stdio, lock, ...(what.more ?? [])];
    // Without --norc bash would read ~/.bashrc first, as it does when its stdin is a socket, and Node's pipes are sockets.
    const starter = ["--norc", "-c", STARTER, "starter", String(stdio.length - 1), what.command];
    const child = spawn("bash", [...starter, ...what.args], {
      cwd: what.cwd,
      env: smallEnvironment(),
      detached: true,
      stdio,
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    return child;
  } finally {
    fs.closeSync(lock);
  }
}

/** The identity of a process just started, which must not put itself into the background. */
export function identityOfChild({ pid }: ChildProcess): ProcessIdentity {
  const identity = pid === undefined ? undefined : identityOf(pid);
  if (identity === undefined) throw new Error("the process ended at once");
  return identity;
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

/** Ends a process, gently at first; fails when it does not end. */
export async function endProcess(identity: ProcessIdentity, graceMs = 3000): Promise<void> {
  signal(identity, "SIGTERM");
  if (await waitForEnd(identity, graceMs)) return;
  signal(identity, "SIGKILL");
  if (!(await waitForEnd(identity, graceMs)))
    throw new Error(`process ${String(identity.pid)} does not end`);
}

function bootId(): string {
  return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
