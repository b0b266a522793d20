import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cacheRoot } from "../../core/paths";
import { outsideCure } from "./outside-cure";
import { startIsolated, type Outside } from "./outside";
import { endProcess } from "./process";
import { unplug } from "./slirp";
import { readJson, withLock, writeJson } from "./store";
import { missingOutsideTools, run } from "./tools";

/** How machines of this host can be kept from it, and if they must do without an outside, why and what helps. */
export interface OutsideWay {
  readonly kind: Outside["kind"];
  readonly reason?: string;
}

// One try serves all machines of a process; by cache file, as that is what the answer is kept in.
const asked = new Map<string, Promise<OutsideWay>>();

/**
 * Whether a machine can have a way outside that does not lead to this host. Tried once, with a program that does
 * nothing in the machine's place; a success is remembered for the same kernel and slirp4netns, a failure is not, as
 * an installation or a setting cures it.
 */
export function outsideWay(): Promise<OutsideWay> {
  const answer = asked.get(cacheFile()) ?? ask();
  asked.set(cacheFile(), answer);
  return answer;
}

/** Has the next one try again: what once worked has failed. */
export async function forgetOutsideWay(): Promise<void> {
  asked.delete(cacheFile());
  await withLock(cacheFile(), () => {
    fs.rmSync(cacheFile(), { force: true });
  });
}

async function ask(): Promise<OutsideWay> {
  const missing = missingOutsideTools();
  if (missing) {
    const reason = `needs ${missing.programs.join(", ")}, not installed: ${missing.cure}`;
    return { kind: "restricted", reason };
  }
  return withLock(cacheFile(), async () => {
    try {
      const key = await probeKey();
      if (readJson(cacheFile()) !== key) {
        await tryIsolated();
        writeJson(cacheFile(), key);
      }
      return { kind: "isolated" };
    } catch (error) {
      return { kind: "restricted", reason: outsideCure((error as Error).message) };
    }
  });
}

async function probeKey(): Promise<string> {
  const version = (await run("slirp4netns", ["--version"])).split("\n")[0] ?? "";
  return [version, os.release(), `uid ${String(process.geteuid?.())}`].join(" | ");
}

async function tryIsolated(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(cacheRoot(), "outside-"));
  const log = path.join(folder, "log");
  try {
    const lock = path.join(folder, "lock");
    const idle = ["sleep", "300"];
    const { process: tried } = await startIsolated({ folder, command: idle, lock, log });
    await endProcess(tried);
    await unplug(folder);
  } catch (error) {
    const words = fs.readFileSync(log, { encoding: "utf8", flag: "a+" }).trim();
    throw new Error(`${(error as Error).message} ${words}`.trim().slice(0, 500), { cause: error });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function cacheFile(): string {
  return path.join(cacheRoot(), "outside.json");
}
