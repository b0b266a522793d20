import type * as pulumi from "@pulumi/pulumi";
import { dynamic } from "@pulumi/pulumi";
import { PROVIDER_VERSION } from "./version";
import { volumeProvider } from "./volume-provider";

export interface LocalVolumeArgs {
  /** Folder name of the stack. */
  readonly stack: string;
  /** May grow at any time; a smaller size is refused. */
  readonly sizeGiB: number;
}

/** A data volume: a file of the data folder that is kept when the stack is destroyed. */
export class LocalVolume extends dynamic.Resource {
  constructor(name: string, args: LocalVolumeArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = { ...args, volume: name, providerVersion: PROVIDER_VERSION };
    super(volumeProvider, name, inputs, opts, "slipway", "LocalVolume");
  }
}
