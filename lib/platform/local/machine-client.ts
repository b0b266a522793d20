import "../../core/end-with-engine";
import * as fs from "node:fs";
import { buildMachine, enterMachine } from "./build-machine";
import { growDisk } from "./disk";
import type { MachineInputs, MachineOuts, MachineState } from "./machine-args";
import { restarts } from "./machine-diff";
import { guestStatus, resumeMachine, stopMachine } from "./power";
import type { MachineRecord } from "./record";
import { diskFile, isWhole, readRecord, writeRecord } from "./record";
import { removeMachine } from "./remove-machine";
import { OUTSIDE_ADDRESS } from "./seed";
import { mendMachine, startMachine } from "./start-machine";
import { machineFolder, withLock } from "./store";

/** Makes the machine and starts it: all of it, or nothing stays behind. */
export async function createMachine(
  inputs: MachineInputs,
): Promise<{ id: string; outs: MachineOuts }> {
  const { stack, machine } = inputs;
  return withLock(machineFolder(stack, machine), async () => {
    // What an interrupted run left: nobody has seen it, so it is not worth a gentle stop.
    await removeMachine(stack, machine, 0);
    try {
      const record = await buildMachine(await enterMachine(inputs), inputs);
      const started = { ...(await startMachine(record)), phase: "ready" as const };
      writeRecord(started);
      return { id: started.machineId, outs: { ...inputs, ...stateOf(started) } };
    } catch (error) {
      await removeMachine(stack, machine, 0);
      throw new Error(`machine ${machine}: ${reason(error)}`);
    }
  });
}

/** The machine as it is now; undefined when it has gone for good. A stopped one is only not running. */
export async function readMachine(
  id: string,
  { stack, machine }: MachineInputs,
): Promise<MachineState | undefined> {
  const record = readRecord(stack, machine);
  if (record?.machineId !== id || !fs.existsSync(diskFile(record))) return undefined;
  const state = stateOf(record);
  const stuck = state.running && (await guestStatus(machineFolder(stack, machine))) === "io-error";
  return stuck ? { ...state, running: false } : state;
}

/** Brings the machine to its new size and into operation again; its disk stays. */
export async function updateMachine(
  id: string,
  olds: MachineOuts,
  news: MachineInputs,
): Promise<MachineOuts> {
  const { stack, machine } = news;
  return withLock(machineFolder(stack, machine), async () => {
    const record = readRecord(stack, machine);
    if (record?.machineId !== id)
      throw new Error(`machine ${machine} has gone: run pulumi refresh`);
    const running = restarts(olds, news) ? undefined : await inOrder(record);
    if (running) {
      await resumeMachine(running);
      return { ...news, ...stateOf(running) };
    }
    await stopMachine(record);
    if (news.diskGiB > record.diskGiB) await growDisk(diskFile(record), news.diskGiB);
    const { vcpus, memoryMiB, diskGiB, publicAddress } = news;
    const started = await startMachine({ ...record, vcpus, memoryMiB, diskGiB, publicAddress });
    return { ...news, ...stateOf(started) };
  });
}

/** Stops the machine and removes all of it but its volumes. */
export async function deleteMachine(id: string, { stack, machine }: MachineInputs): Promise<void> {
  if (!fs.existsSync(machineFolder(stack, machine))) return;
  await withLock(machineFolder(stack, machine), async () => {
    const record = readRecord(stack, machine);
    // A later machine of the same name is another one.
    if (record === undefined || record.machineId === id) await removeMachine(stack, machine);
  });
}

/** The machine if it runs and lacks nothing, once its way outside is mended; undefined when it must be restarted. */
async function inOrder(record: MachineRecord): Promise<MachineRecord | undefined> {
  if (isWhole(record)) return record;
  try {
    const mended = await mendMachine(record);
    return mended && isWhole(mended) ? mended : undefined;
  } catch (error) {
    console.log(`machine ${record.machine} is restarted: ${reason(error)}`);
    return undefined;
  }
}

function stateOf(record: MachineRecord): MachineState {
  return {
    machineId: record.machineId,
    startId: startIdOf(record),
    privateAddress: record.privateAddress ?? OUTSIDE_ADDRESS,
    running: isWhole(record),
    ...(record.sshPort !== undefined && {
      endpointHost: "127.0.0.1",
      endpointPort: record.sshPort,
    }),
  };
}

function startIdOf({ machineId, process }: MachineRecord): string {
  return process === undefined ? machineId : `${process.bootId}:${process.startTicks}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
