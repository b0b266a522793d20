import * as pulumi from "@pulumi/pulumi";
import { networkProvider } from "./network-provider";
import { PROVIDER_VERSION } from "./version";

export interface LocalNetworkArgs {
  /** Folder name of the stack. */
  readonly stack: string;
  /** A change replaces the network. */
  readonly cidr: string;
}

/** A private network among machines of one stack: a switch process reached through Unix sockets only. */
export class LocalNetwork extends pulumi.dynamic.Resource {
  /** False once a refresh has seen that its switch has ended; the next `up` starts it. */
  declare readonly running: pulumi.Output<boolean>;

  constructor(name: string, args: LocalNetworkArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      network: name,
      providerVersion: PROVIDER_VERSION,
      running: undefined,
    };
    super(networkProvider, name, inputs, opts, "slipway", "LocalNetwork");
  }
}
