import { compute } from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import type { Machine, MachineArgs, ObserverRef } from "../platform";
import { PlatformName } from "../platform";
import { openStackAddress, type OpenStackAddress } from "./address";
import { BootFrom } from "./args";
import { imageOfMachine } from "./image-ref";
import { IMAGE_ID_KEY, IMAGE_KEY, MARK_KEY, STACK_KEY } from "./mark";
import { openStackNetwork, type OpenStackNetwork } from "./network";
import { objectOptions, SERVER_TIMEOUTS } from "./options";
import { publicEndpoint } from "./public-address";
import type { SiteContext } from "./site-context";
import { novaUserData } from "./user-data";

/** The network of a machine that is in none: made for it alone. */
const LONE = { cidr: "10.77.0.0/24", sshCidrs: ["0.0.0.0/0"] };

/** A server with its port, its public address and its data volumes. */
export function openStackMachine(
  name: string,
  args: MachineArgs,
  context: SiteContext,
  opts: pulumi.CustomResourceOptions,
): Machine {
  const network =
    (args.network as OpenStackNetwork | undefined) ??
    openStackNetwork(`${name}-network`, LONE, context, opts);
  const address =
    (args.address as OpenStackAddress | undefined) ??
    openStackAddress(name, network, args.privateIp, context, opts);
  const replaced = context.site.replaced.apply((machines) => machines[name] ?? "");
  const server = new compute.Instance(
    name,
    serverArgs(name, args, address, network, context),
    objectOptions(opts, context.hooks, {
      // What a run has found broken is made anew; everything else by the properties alone.
      replacementTrigger: replaced,
      additionalSecretOutputs: ["userData"],
      customTimeouts: SERVER_TIMEOUTS,
    }),
  );
  attachVolumes(name, args, server, context, opts);
  return {
    resource: server,
    id: server.id,
    privateIp: address.privateIp,
    ...(args.publicAddress
      ? {
          endpoint: publicEndpoint(name, address, network, context, opts),
          filter: network.parts.sshRule,
        }
      : {}),
    observer: server.id.apply((id): ObserverRef => ({
      platform: PlatformName.OpenStack,
      key: { server: id },
    })),
  };
}

function serverArgs(
  name: string,
  { size, image, userData, tags, keyPair }: MachineArgs,
  { port }: OpenStackAddress,
  { parts }: OpenStackNetwork,
  { site, settings, stack }: SiteContext,
): compute.InstanceArgs {
  const { availabilityZone, volumeType, configDrive, bootFrom } = settings;
  const chosen = pulumi
    .all([image, site.images, site.keptImages])
    .apply(([ref, images, kept]) => imageOfMachine(ref, images, kept[name]));
  const imageId = chosen.id;
  const disk = {
    uuid: imageId,
    sourceType: "image",
    destinationType: "volume",
    volumeSize: size.diskGiB,
    bootIndex: 0,
    deleteOnTermination: true,
    ...(volumeType === undefined ? {} : { volumeType }),
  };
  return {
    name,
    flavorId: site.flavors.apply((flavors) => flavors[name] ?? ""),
    ...(bootFrom === BootFrom.Volume ? { blockDevices: [disk] } : { imageId }),
    networks: [{ port: port.id }],
    userData: pulumi.secret(pulumi.output(userData).apply(novaUserData)),
    configDrive,
    ...(keyPair === undefined ? {} : { keyPair: keyPair.name }),
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
    ...(parts.serverGroupId === undefined
      ? {}
      : { schedulerHints: [{ group: parts.serverGroupId }] }),
    metadata: {
      ...tags,
      [MARK_KEY]: site.mark,
      [STACK_KEY]: stack,
      [IMAGE_KEY]: chosen.name,
      [IMAGE_ID_KEY]: imageId,
    },
  };
}

function attachVolumes(
  name: string,
  { volumes = [] }: MachineArgs,
  server: compute.Instance,
  { hooks }: SiteContext,
  opts: pulumi.CustomResourceOptions,
): void {
  volumes.forEach(({ id }, index) => {
    new compute.VolumeAttach(
      `${name}-volume-${String(index + 1)}`,
      { instanceId: server.id, volumeId: id },
      // The end of a server frees its volumes; to take one from a running system could wait for ever.
      objectOptions(opts, hooks, { deletedWith: server }),
    );
  });
}
