import * as fs from "node:fs";
import * as path from "node:path";
import type { ProcessIdentity } from "./process";
import { isAlive, signal, waitForEnd } from "./process";
import { files } from "./qemu-args";
import { Qmp } from "./qmp";
import type { MachineRecord } from "./record";
import { processOf } from "./record";
import { unplug } from "./slirp";
import { machineFolder } from "./store";

/** How long a guest may take to shut down before it is stopped the hard way. */
export const GRACE_MS = 30_000;
const QUIT_MS = 5000;
const PRESS_AGAIN_MS = 5000;

/**
 * Stops the machine's process and returns when it has ended: asks the guest to shut down, after
 * `graceMs` tells QEMU to end (which still writes its caches out), and at last kills it.
 */
export async function stopMachine(record: MachineRecord, graceMs = GRACE_MS): Promise<void> {
  const process = processOf(record);
  if (process) await stopProcess(record, process, graceMs);
  await unplug(machineFolder(record.stack, record.machine));
}

async function stopProcess(
  record: MachineRecord,
  process: ProcessIdentity,
  graceMs: number,
): Promise<void> {
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
