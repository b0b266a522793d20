import * as pulumi from "@pulumi/pulumi";
import type { Volume, VolumeArgs } from "../platform";
import type { SiteContext } from "./site-context";
import { PROVIDER_VERSION } from "./version";
import { volumeProvider } from "./volume-provider";

/** Virtio disks show that much of their serial, which is the volume's id. */
const SERIAL_LENGTH = 20;

interface OpenStackVolumeArgs {
  /** Folder name of the stack; with the name it tells which volume it is. */
  readonly stack: string;
  /** May grow at any time; a smaller size is refused. */
  readonly sizeGiB: number;
  /** Of a volume that is yet to be made. */
  readonly volumeType?: string;
}

/** A data volume: kept when the stack is destroyed, found again by the next one. */
class OpenStackVolume extends pulumi.dynamic.Resource {
  constructor(name: string, args: OpenStackVolumeArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = { ...args, volume: name, providerVersion: PROVIDER_VERSION };
    super(volumeProvider, name, inputs, opts, "slipway", "OpenStackVolume");
  }
}

export function openStackVolume(
  name: string,
  { sizeGiB }: VolumeArgs,
  { stack, settings: { volumeType } }: SiteContext,
  opts: pulumi.CustomResourceOptions,
): Volume {
  const args = { stack, sizeGiB, ...(volumeType === undefined ? {} : { volumeType }) };
  const resource = new OpenStackVolume(name, args, opts);
  return {
    resource,
    id: resource.id,
    serial: resource.id.apply((id) => id.slice(0, SERIAL_LENGTH)),
  };
}
