import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Readable } from "node:stream";
import { firstWithin } from "./first-within";
import { NAMESPACE_CIDR } from "./namespace";
import type { ProcessIdentity } from "./process";
import { endProcess, identityOfChild, isAlive, startDetached, waitForEnd } from "./process";
import { holderOf } from "./process-lock";
import { addForward } from "./slirp-api";

/** Files of slirp4netns in a machine's folder. */
const slirpFiles = {
  lock: "slirp.lock",
  log: "slirp.log",
  api: "slirp.sock",
  /** QEMU has it open for writing; when the last writer has gone, slirp4netns ends. */
  alive: "alive",
} as const;

const START_MS = 60_000;
const END_MS = 3000;

/** Path of the pipe whose writing end a machine's process holds. */
export function aliveFile(folder: string): string {
  return path.join(folder, slirpFiles.alive);
}

/** The machine's slirp4netns if it runs. */
export function slirpOf(folder: string, known?: ProcessIdentity): ProcessIdentity | undefined {
  const lock = path.join(folder, slirpFiles.lock);
  return fs.existsSync(lock) ? holderOf(lock, known) : undefined;
}

/**
 * Gives the namespace of process `target` its way outside, and leads port `sshPort` of 127.0.0.1 to the machine's ssh.
 * slirp4netns ends with the process, also when the CLI has gone by then.
 */
export async function plugIn(
  folder: string,
  target: ProcessIdentity,
  sshPort?: number,
): Promise<ProcessIdentity> {
  fs.rmSync(path.join(folder, slirpFiles.api), { force: true });
  const log = fs.openSync(path.join(folder, slirpFiles.log), "w", 0o600);
  const alive = fs.openSync(aliveFile(folder), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    // The pipe was open before we looked, so that the target's end, whenever it comes, ends slirp4netns.
    if (!isAlive(target)) throw new Error("the machine's process has ended");
    const child = await startDetached({
      command: "slirp4netns",
      args: [...options(), String(target.pid), "tap0"],
      cwd: folder,
      lock: path.join(folder, slirpFiles.lock),
      stdio: ["ignore", log, log],
      more: [alive, "pipe"],
    });
    const identity = identityOfChild(child);
    try {
      await untilReady(child.stdio.at(READY_FD) as Readable);
      if (sshPort !== undefined) await addForward(path.join(folder, slirpFiles.api), sshPort);
    } catch (error) {
      await endProcess(identity);
      throw new Error(`slirp4netns: ${(error as Error).message}${lastWords(folder)}`);
    }
    return identity;
  } finally {
    fs.closeSync(log);
    fs.closeSync(alive);
  }
}

/** Waits until the slirp4netns of a machine that has ended has ended too, and ends it if it does not. */
export async function unplug(folder: string, waitMs = END_MS): Promise<void> {
  const slirp = slirpOf(folder);
  if (slirp && !(await waitForEnd(slirp, waitMs))) await endProcess(slirp);
}

const EXIT_FD = 4;
const READY_FD = 5;

function options(): string[] {
  return [
    ...["--configure", "--mtu=65520", `--cidr=${NAMESPACE_CIDR}`],
    // The host's loopback is not behind the gateway, and the process gives up what it does not need.
    ...["--disable-host-loopback", "--enable-sandbox", "--enable-seccomp"],
    ...[`--exit-fd=${String(EXIT_FD)}`, `--ready-fd=${String(READY_FD)}`],
    `--api-socket=${slirpFiles.api}`,
  ];
}

async function untilReady(ready: Readable): Promise<void> {
  const failure = await firstWithin(START_MS, "the way outside", (stop) => [
    once(ready, "data", { signal: stop }).then(() => ""),
    once(ready, "end", { signal: stop }).then(() => "it ended at once"),
  ]);
  ready.destroy();
  if (failure !== "") throw new Error(failure);
}

function lastWords(folder: string): string {
  const words = fs.readFileSync(path.join(folder, slirpFiles.log), "utf8").trim();
  return words === "" ? "" : `: ${words.slice(-500)}`;
}
