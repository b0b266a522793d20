import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { stackFolder } from "../../core/paths";
import type { Machine, MachineArgs, ObserverRef, Platform } from "../platform";
import { PlatformName } from "../platform";
import { LocalMachine } from "./machine";
import { LocalNetwork } from "./network";
import { outsideWay } from "./outside-probe";
import { LocalSite } from "./site";
import { validateLocal } from "./validate";
import { LocalVolume } from "./volume";

/** Virtual machines on this host: QEMU, without any privilege. */
export const localPlatform: Platform = {
  name: PlatformName.Local,

  validate: (needs) => validateLocal(needs),

  site(name, needs, opts) {
    const resource = new LocalSite(name, { stack: currentStack(), needs }, opts);
    void sayWithoutOutside(resource);
    return { resource };
  },

  network(name, { cidr }, opts) {
    const resource = new LocalNetwork(name, { stack: currentStack(), cidr }, opts);
    // Its name, once it is there: what depends on the id depends on the network.
    return { resource, cidr, id: resource.urn.apply(() => name) };
  },

  machine,

  images: {
    // The machines start from the files in the cache: nothing needs to be put anywhere.
    register: (_name, { imageName }) => ({ ref: pulumi.output(imageName) }),
  },

  volumes: {
    volume(name, { sizeGiB }, opts) {
      const resource = new LocalVolume(name, { stack: currentStack(), sizeGiB }, opts);
      return { resource, id: resource.id, serial: serialOf(name) };
    },
  },
};

function machine(name: string, args: MachineArgs, opts: pulumi.CustomResourceOptions): Machine {
  const { size, image, hostname, userData, network, privateIp, publicAddress, volumes = [] } = args;
  const stack = currentStack();
  const made = {
    ...{ stack, hostname, image, userData, publicAddress },
    ...{ vcpus: size.vcpus, memoryMiB: size.memoryMiB, diskGiB: size.diskGiB },
    ...(network && { network: { name: network.id, cidr: network.cidr } }),
    ...(privateIp !== undefined && { privateIp }),
    volumes: volumes.map(({ id, serial }) => ({ id, serial })),
  };
  const resource = new LocalMachine(name, made, opts);
  const { machineId, startId, privateAddress, endpointHost, endpointPort } = resource;
  const endpoint = pulumi
    .all([endpointHost, endpointPort])
    .apply(([host = "", port = 0]) => ({ host, port }));
  return {
    resource,
    id: machineId,
    startId,
    privateIp: privateAddress,
    ...(publicAddress && { endpoint }),
    observer: machineId.apply((): ObserverRef => ({
      platform: PlatformName.Local,
      key: { stack, machine: name },
    })),
  };
}

/** In preview too: what a machine needs from outside it will not get. */
async function sayWithoutOutside(site: pulumi.Resource): Promise<void> {
  const { kind, reason = "" } = await outsideWay();
  if (kind === "isolated") return;
  await pulumi.log.warn(
    `machines that start now have no way outside, only ssh in: this host lacks what keeps them away from it. ${reason}`,
    site,
  );
}

function currentStack(): string {
  return stackFolder(pulumi.getProject(), pulumi.getStack());
}

const MAX_SERIAL = 20;

/** The name itself where it fits into a disk's serial number, else its beginning and a hash. */
function serialOf(name: string): string {
  if (name.length <= MAX_SERIAL) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, MAX_SERIAL - hash.length - 1)}-${hash}`;
}
