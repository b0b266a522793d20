import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { chooseAcceleratorFor } from "./accelerator";
import { chooseAddress, prefixOf } from "./addresses";
import { growDisk, makeDisk } from "./disk";
import { findImage } from "./image";
import type { MachineInputs, MachineOuts, MachineState } from "./machine-args";
import { restarts } from "./machine-diff";
import { startMachine, stopMachine } from "./power";
import { files, macAddress } from "./qemu-args";
import type { MachineRecord } from "./record";
import { diskFile, isWhole, readRecord, writeRecord } from "./record";
import { removeMachine } from "./remove-machine";
import { OUTSIDE_ADDRESS, writeSeed } from "./seed";
import { machineFolder, makeFolder, stackRoot, withLock } from "./store";
import { holdVolumes } from "./volume-holder";

/** Makes the machine and starts it: all of it, or nothing stays behind. */
export async function createMachine(
  inputs: MachineInputs,
): Promise<{ id: string; outs: MachineOuts }> {
  const { stack, machine } = inputs;
  return withLock(machineFolder(stack, machine), async () => {
    // What an interrupted run left: nobody has seen it, so it is not worth a gentle stop.
    await removeMachine(stack, machine, 0);
    try {
      const record = await build(await enter(inputs), inputs);
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
export function readMachine(
  id: string,
  { stack, machine }: MachineInputs,
): MachineState | undefined {
  const record = readRecord(stack, machine);
  if (record?.machineId !== id || !fs.existsSync(diskFile(record))) return undefined;
  return stateOf(record);
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
    if (isWhole(record) && !restarts(olds, news)) return { ...news, ...stateOf(record) };
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

/** Writes the machine down before anything of it exists, so that a crash cannot hide it. */
async function enter(inputs: MachineInputs): Promise<MachineRecord> {
  const { stack, machine, network, privateIp, volumes } = inputs;
  const folder = machineFolder(stack, machine);
  return withLock(path.join(stackRoot(stack), "addresses"), () => {
    const privateAddress = network && chooseAddress(stack, network.name, network.cidr, privateIp);
    makeFolder(folder);
    const record: MachineRecord = {
      stack,
      machine,
      machineId: randomUUID(),
      phase: "creating",
      vcpus: inputs.vcpus,
      memoryMiB: inputs.memoryMiB,
      diskGiB: inputs.diskGiB,
      publicAddress: inputs.publicAddress,
      volumes,
      accelerator: "tcg",
      ...(network && { network: network.name }),
      ...(privateAddress !== undefined && { privateAddress }),
    };
    writeRecord(record);
    return record;
  });
}

/** Makes the machine's disks and decides how it boots. */
async function build(record: MachineRecord, inputs: MachineInputs): Promise<MachineRecord> {
  const folder = machineFolder(record.stack, record.machine);
  const name = `${record.stack}/${record.machine}`;
  const image = await findImage(inputs.image);
  await makeDisk(folder, image, record.diskGiB);
  await writeSeed(path.join(folder, files.seed), {
    instanceId: record.machineId,
    hostname: inputs.hostname,
    userData: inputs.userData,
    outsideMac: macAddress(name, "outside"),
    ...(inputs.network &&
      record.privateAddress !== undefined && {
        lan: {
          mac: macAddress(name, "lan"),
          address: record.privateAddress,
          prefix: prefixOf(inputs.network.cidr),
        },
      }),
  });
  await holdVolumes(record);
  const { directBoot } = image;
  return {
    ...record,
    accelerator: await chooseAcceleratorFor(directBoot?.kernel),
    ...(directBoot && { kernelCommandLine: directBoot.commandLine }),
  };
}

function stateOf(record: MachineRecord): MachineState {
  return {
    machineId: record.machineId,
    privateAddress: record.privateAddress ?? OUTSIDE_ADDRESS,
    running: isWhole(record),
    ...(record.sshPort !== undefined && {
      endpointHost: "127.0.0.1",
      endpointPort: record.sshPort,
    }),
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
