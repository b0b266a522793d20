import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stackFolder } from "../../../lib/core/paths";
import type { Sandbox } from "./sandbox";

/** A process of this computer. */
export interface Process {
  readonly pid: number;
  readonly argv: string;
  /** Its working directory: a virtual machine runs in its own folder and names its files from there. */
  readonly cwd: string;
}

/** All processes that run in the sandbox's data folder or mention it: its virtual machines and its switches. */
export function processesOf({ data }: Sandbox): Process[] {
  return allProcesses().filter(({ argv, cwd }) => argv.includes(data) || cwd.startsWith(data));
}

/** All processes of this computer with their arguments. */
export function allProcesses(): Process[] {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => {
    const argv = readIfThere(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    return argv === "" ? [] : [{ pid: Number(pid), argv, cwd: cwdOf(pid) }];
  });
}

/** The virtual machine of that name; fails when there is none. */
export function virtualMachine(sandbox: Sandbox, name: string): Process {
  const folder = machineFolder(sandbox, name);
  const found = processesOf(sandbox).find(
    ({ argv, cwd }) => /^\S*qemu/.test(argv) && cwd === folder,
  );
  if (found === undefined) throw new Error(`no virtual machine ${name} runs`);
  return found;
}

/** Folder with the disk, the console and the pid of a machine. */
export function machineFolder(sandbox: Sandbox, name: string): string {
  return path.join(localFolder(sandbox), "machines", name);
}

/** `kvm`, or `tcg` where this computer has to translate the guest's instructions. */
export function acceleratorOf(sandbox: Sandbox, name: string): string {
  const text = readIfThere(path.join(machineFolder(sandbox, name), "machine.json"));
  return (JSON.parse(text) as { accelerator: string }).accelerator;
}

/** Port of 127.0.0.1 that leads to a machine's ssh. */
export function sshPortOf(sandbox: Sandbox, name: string): number {
  const text = readIfThere(path.join(machineFolder(sandbox, name), "machine.json"));
  return (JSON.parse(text) as { sshPort: number }).sshPort;
}

/** Names of the machines that have a folder. */
export function machineNames(sandbox: Sandbox): string[] {
  const folder = path.join(localFolder(sandbox), "machines");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

export function consoleOf(sandbox: Sandbox, name: string): string {
  return readIfThere(path.join(machineFolder(sandbox, name), "console.log"));
}

/** Waits until a machine's console matches, and says when that was. */
export async function consoleSays(
  sandbox: Sandbox,
  name: string,
  pattern: RegExp,
  seconds: number,
): Promise<Date> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (pattern.test(consoleOf(sandbox, name))) return new Date();
    await sleep(500);
  }
  throw new Error(
    `the console of ${name} did not show ${String(pattern)} within ${String(seconds)} s`,
  );
}

/** Every file below the sandbox's data folder, as paths relative to it. */
export function filesOf({ data }: Sandbox): string[] {
  const entries = readdirSync(data, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(data, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Name of the stack's folders below slipway's data folder. */
export function stackFolderOf({ program, stackName }: Sandbox): string {
  return stackFolder(program.project, stackName);
}

function localFolder(sandbox: Sandbox): string {
  return path.join(sandbox.data, "slipway/local", stackFolderOf(sandbox));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
