import { randomUUID } from "node:crypto";
import * as path from "node:path";
import { chooseAcceleratorFor } from "./accelerator";
import { chooseAddress, prefixOf } from "./addresses";
import { makeDisk } from "./disk";
import { findImage } from "./image";
import type { MachineInputs } from "./machine-args";
import { files, macAddress } from "./qemu-args";
import type { MachineRecord } from "./record";
import { writeRecord } from "./record";
import { writeSeed } from "./seed";
import { machineFolder, makeFolder, stackRoot, withLock } from "./store";
import { holdVolumes } from "./volume-holder";

/** Writes the machine down before anything of it exists, so that a crash cannot hide it. */
export async function enterMachine(inputs: MachineInputs): Promise<MachineRecord> {
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
      image: inputs.image,
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
export async function buildMachine(
  record: MachineRecord,
  inputs: MachineInputs,
): Promise<MachineRecord> {
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
