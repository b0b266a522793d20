import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { releasePort, reservePort } from "./ports";
import type { ProcessIdentity } from "./process";
import { isAlive, signal, startDetached, waitForEnd } from "./process";
import { files, qemuArgs } from "./qemu-args";
import { Qmp } from "./qmp";
import type { MachineRecord } from "./record";
import { processOf, writeRecord } from "./record";
import { machineFolder } from "./store";
import { ensureSwitch } from "./switch";
import { volumeFileOf } from "./volume-holder";

/** How long a guest may take to shut down before it is stopped the hard way. */
export const GRACE_MS = 30_000;
const START_MS = 30_000;
const QUIT_MS = 5000;
const PRESS_AGAIN_MS = 5000;
const START_ATTEMPTS = 3;

/** Starts the machine's process; the record tells afterwards how it is reached. */
export async function startMachine(record: MachineRecord): Promise<MachineRecord> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(record);
    } catch (error) {
      // A program from outside may take the port between the reservation and QEMU's start.
      const taken = error instanceof Error && error.message.includes("host forwarding");
      if (!taken || attempt === START_ATTEMPTS) throw error;
    }
  }
}

/**
 * Stops the machine's process and returns when it has ended: asks the guest to shut down, after
 * `graceMs` tells QEMU to end (which still writes its caches out), and at last kills it.
 */
export async function stopMachine(record: MachineRecord, graceMs = GRACE_MS): Promise<void> {
  const process = processOf(record);
  if (!process) return;
  if (graceMs > 0 && (await pressPowerButton(record, process, graceMs))) return;
  await tell(record, "quit");
  if (await waitForEnd(process, QUIT_MS)) return;
  signal(process, "SIGKILL");
  if (!(await waitForEnd(process, QUIT_MS))) {
    throw new Error(
      `QEMU of ${record.stack}/${record.machine} does not end, pid ${String(process.pid)}`,
    );
  }
}

/** Lets a guest go on that QEMU has stopped, as it does when the host's disk is full. */
export async function resumeMachine(record: MachineRecord): Promise<void> {
  const folder = machineFolder(record.stack, record.machine);
  if ((await guestStatus(folder)) === "running") return;
  await tell(record, "cont");
  const status = await guestStatus(folder);
  if (status !== "running") throw new Error(`does not go on: ${status ?? "QEMU does not answer"}`);
}

/** QEMU's word for what the guest does (`running`, `io-error`, …); undefined when it does not answer. */
export async function guestStatus(folder: string): Promise<string | undefined> {
  try {
    const qmp = await Qmp.connect(path.join(folder, files.qmp));
    try {
      return ((await qmp.execute("query-status")) as { status: string }).status;
    } finally {
      qmp.close();
    }
  } catch {
    return undefined; // not there yet, hangs, or has ended
  }
}

/** The last words of QEMU itself, for error texts. */
export function lastWords(folder: string): string {
  try {
    return fs.readFileSync(path.join(folder, files.log), "utf8").trim().slice(-1000);
  } catch {
    return "";
  }
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
  const process = await startDetached({
    command: "qemu-system-x86_64",
    args: qemuArgs({
      ...plugged,
      name: `${record.stack}/${record.machine}`,
      ...(lan && { switchFolder: lan.folder }),
      volumes: record.volumes.map(({ id, serial }) => ({ file: volumeFileOf(id), serial })),
    }),
    cwd: folder,
    log: path.join(folder, files.log),
  });
  const started = { ...plugged, process };
  writeRecord(started);
  await untilRunning(folder, process);
  return started;
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

/** A guest still booting does not hear the button, so it is pressed now and then. */
async function pressPowerButton(
  record: MachineRecord,
  process: ProcessIdentity,
  graceMs: number,
): Promise<boolean> {
  for (const end = Date.now() + graceMs; Date.now() < end;) {
    await tell(record, "system_powerdown");
    if (await waitForEnd(process, Math.min(PRESS_AGAIN_MS, end - Date.now()))) return true;
  }
  return !isAlive(process);
}

async function tell(record: MachineRecord, command: string): Promise<void> {
  try {
    const qmp = await Qmp.connect(
      path.join(machineFolder(record.stack, record.machine), files.qmp),
    );
    await qmp.execute(command).finally(() => {
      qmp.close();
    });
  } catch {
    return; // it hangs or ends: the caller goes on to the next harder means
  }
}
