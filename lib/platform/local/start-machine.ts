import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeNewRanges, startIsolated, type Outside } from "./outside";
import { forgetOutsideWay, outsideWay } from "./outside-probe";
import { releasePort, reservePort } from "./ports";
import { guestStatus, lastWords } from "./power";
import type { ProcessIdentity } from "./process";
import { identityOfChild, isAlive, sameProcess, startDetached } from "./process";
import { files, qemuArgs } from "./qemu-args";
import type { MachineRecord } from "./record";
import { isPlugged, processOf, writeRecord } from "./record";
import { plugIn, slirpOf, unplug } from "./slirp";
import { machineFolder } from "./store";
import { ensureSwitch, type Switch } from "./switch";
import { volumeFileOf } from "./volume-holder";

const START_MS = 30_000;
const START_ATTEMPTS = 3;

/** Starts the machine's process; the record tells afterwards how it is reached. */
export async function startMachine(record: MachineRecord): Promise<MachineRecord> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(record);
    } catch (error) {
      // A program from outside may take the port between the reservation and its use.
      const taken = error instanceof Error && error.message.includes("host forwarding");
      if (!taken || attempt === START_ATTEMPTS) throw error;
    }
  }
}

/**
 * Brings the way outside of a running machine in order again. Undefined where only a restart can: the machine does not
 * run, has lost its private network, or was started by an older version.
 */
export async function mendMachine(record: MachineRecord): Promise<MachineRecord | undefined> {
  const process = processOf(record);
  if (!process || !isPlugged(record) || record.outside?.kind !== "isolated") return undefined;
  const folder = machineFolder(record.stack, record.machine);
  const closed = await closeNewRanges(process.pid, record.outside.closed);
  const { slirp } = record.outside;
  if (sameProcess(slirp, slirpOf(folder, slirp)))
    return write({ ...record, process, outside: { kind: "isolated", slirp, closed } });
  await unplug(folder, 0); // one that a crashed CLI started
  const sshPort = record.publicAddress ? await reservePort(record) : undefined;
  const again = await plugIn(folder, process, sshPort);
  return write({
    ...record,
    process,
    sshPort,
    outside: { kind: "isolated", slirp: again, closed },
  });
}

async function startOnce(record: MachineRecord): Promise<MachineRecord> {
  const folder = machineFolder(record.stack, record.machine);
  const lan =
    record.network === undefined ? undefined : await ensureSwitch(record.stack, record.network);
  if (!record.publicAddress) await releasePort(record);
  const plugged: MachineRecord = {
    ...record,
    sshPort: record.publicAddress ? await reservePort(record) : undefined,
    switchProcess: lan?.process,
  };
  prepareFolder(folder);
  const started = write({ ...plugged, ...(await startQemu(folder, plugged, lan)) });
  try {
    await untilRunning(folder, started.process);
  } catch (error) {
    await unplug(folder);
    throw error;
  }
  return started;
}

interface Started {
  readonly process: ProcessIdentity;
  readonly outside: Outside;
}

async function startQemu(
  folder: string,
  record: MachineRecord,
  lan: Switch | undefined,
): Promise<Started> {
  const { kind } = await outsideWay();
  const args = qemuArgs({
    ...record,
    name: `${record.stack}/${record.machine}`,
    outside: kind,
    ...(lan && { switchFolder: lan.folder }),
    volumes: record.volumes.map(({ id, serial }) => ({ file: volumeFileOf(id), serial })),
  });
  const [lock, log] = [path.join(folder, files.lock), path.join(folder, files.log)];
  const qemu = "qemu-system-x86_64";
  const what = { folder, command: [qemu, ...args], lock, log, sshPort: record.sshPort };
  try {
    if (kind === "restricted") return await startRestricted(folder, qemu, args, lock, log);
    return await startIsolated(what);
  } catch (error) {
    if (kind === "isolated") await forgetOutsideWay();
    throw withLastWords(error, folder);
  }
}

/** The folder goes when the machine could not be made, and its log with it. */
function withLastWords(error: unknown, folder: string): Error {
  const text = error instanceof Error ? error.message : String(error);
  const words = lastWords(folder);
  return words === "" ? new Error(text) : new Error(`${text}: ${words}`, { cause: error });
}

async function startRestricted(
  folder: string,
  command: string,
  args: readonly string[],
  lock: string,
  log: string,
): Promise<Started> {
  const words = fs.openSync(log, "a", 0o600);
  try {
    const stdio = ["ignore", words, words] as const;
    const child = await startDetached({ command, args, cwd: folder, lock, stdio });
    return { process: identityOfChild(child), outside: { kind: "restricted" } };
  } finally {
    fs.closeSync(words);
  }
}

function write<T extends MachineRecord>(record: T): T {
  writeRecord(record);
  return record;
}

function prepareFolder(folder: string): void {
  fs.rmSync(path.join(folder, files.qmp), { force: true });
  fs.writeFileSync(path.join(folder, files.log), "", { mode: 0o600 });
  const console = path.join(folder, files.console);
  // Each start has a console of its own: what an earlier one said must not be taken for this one's.
  if (fs.existsSync(console)) fs.renameSync(console, `${console}.1`);
  fs.closeSync(fs.openSync(console, "a", 0o600));
}

async function untilRunning(folder: string, process: ProcessIdentity): Promise<void> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    if (!isAlive(process)) throw new Error(`QEMU ended at once: ${lastWords(folder)}`);
    if ((await guestStatus(folder)) === "running") return;
    await sleep(50);
  }
  throw new Error(`QEMU did not answer within ${String(START_MS / 1000)} s: ${lastWords(folder)}`);
}
