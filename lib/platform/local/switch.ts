import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dataRoot } from "../../core/paths";
import type { ProcessIdentity } from "./process";
import { endProcess, identityOf, startDetached } from "./process";
import { holderOf } from "./process-lock";
import { makeFolder, networkFolder, readJson, removeIfEmpty, withLock, writeJson } from "./store";

/** The switch of a private network: one small process, reached through Unix sockets only. */
export interface Switch {
  readonly folder: string;
  readonly process: ProcessIdentity;
}

const START_MS = 10_000;
const PORTS = 256;
// Linux's limit is 107 bytes; QEMU's end adds its own name to the folder's: `/.PID-COUNT`.
const MAX_FOLDER_BYTES = 107 - "/.4194304-00000".length;

/** Folder of the network's sockets. Its name is a short hash, because a socket's path may be no longer than 107 bytes. */
export function switchFolder(stack: string, network: string): string {
  const name = createHash("sha256").update(`${stack}\0${network}`).digest("hex").slice(0, 12);
  return path.join(dataRoot(), "sw", name);
}

/** Why the network's sockets cannot have the path that they would get; undefined when they can. */
export function pathTooLong(stack: string, network: string): string | undefined {
  const folder = switchFolder(stack, network);
  if (Buffer.byteLength(folder) <= MAX_FOLDER_BYTES) return undefined;
  return (
    `the path of its sockets, ${folder}, is over ${String(MAX_FOLDER_BYTES)} bytes: ` +
    "set XDG_DATA_HOME to a shorter path"
  );
}

/** The network's switch, started if it does not run. */
export async function ensureSwitch(stack: string, network: string): Promise<Switch> {
  const folder = switchFolder(stack, network);
  return withLock(networkFolder(stack, network), async () => {
    const running = runningSwitch(stack, network);
    if (running) return running;
    makeFolder(networkFolder(stack, network));
    makeFolder(path.dirname(folder));
    fs.rmSync(folder, { recursive: true, force: true }); // sockets of one that died
    const process = await start(folder, lockFile(stack, network));
    writeJson(identityFile(stack, network), process);
    return { folder, process };
  });
}

/** The switch if it runs, also one that a crashed CLI started and could not write down. */
export function runningSwitch(stack: string, network: string): Switch | undefined {
  const folder = switchFolder(stack, network);
  const known = readJson(identityFile(stack, network)) as ProcessIdentity | undefined;
  const process = holderOf(lockFile(stack, network), known);
  return process && { folder, process };
}

/** Stops the switch and removes all that it left. */
export async function removeSwitch(stack: string, network: string): Promise<void> {
  const folder = networkFolder(stack, network);
  const sockets = switchFolder(stack, network);
  if (!fs.existsSync(folder)) return;
  await withLock(folder, async () => {
    const running = runningSwitch(stack, network);
    if (running) await endProcess(running.process);
    fs.rmSync(sockets, { recursive: true, force: true });
    fs.rmSync(pidFileOf(sockets), { force: true });
    removeIfEmpty(path.dirname(sockets));
    fs.rmSync(folder, { recursive: true, force: true });
  });
  removeIfEmpty(path.dirname(folder));
}

/** It puts itself into the background, as in the foreground it would end with its stdin. */
async function start(folder: string, lock: string): Promise<ProcessIdentity> {
  const pidFile = pidFileOf(folder);
  fs.rmSync(pidFile, { force: true });
  const modes = ["--mode", "600", "--dirmode", "700"];
  const background = ["-f", "/dev/null", "-d", "-p", pidFile];
  const child = await startDetached({
    command: "vde_switch",
    args: ["-s", folder, "-n", String(PORTS), ...modes, ...background],
    cwd: path.dirname(folder),
    lock,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr?.on("data", (text: Buffer) => (words += text.toString()));
  const end = Date.now() + START_MS;
  while (Date.now() < end && (child.exitCode ?? 0) === 0) {
    const process = ready(folder, pidFile);
    if (process) {
      child.stderr?.destroy();
      return process;
    }
    await sleep(20);
  }
  throw new Error(`vde_switch did not start: ${words.trim().slice(0, 500)}`);
}

function ready(folder: string, pidFile: string): ProcessIdentity | undefined {
  if (!fs.existsSync(path.join(folder, "ctl")) || !fs.existsSync(pidFile)) return undefined;
  const pid = Number(fs.readFileSync(pidFile, "utf8"));
  return pid > 0 ? identityOf(pid) : undefined;
}

function pidFileOf(folder: string): string {
  return `${folder}.pid`;
}

function lockFile(stack: string, network: string): string {
  return path.join(networkFolder(stack, network), "switch.lock");
}

function identityFile(stack: string, network: string): string {
  return path.join(networkFolder(stack, network), "switch.json");
}
