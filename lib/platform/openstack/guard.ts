import type * as pulumi from "@pulumi/pulumi";
import { dynamic } from "@pulumi/pulumi";
import { guardProvider } from "./guard-provider";
import { PROVIDER_VERSION } from "./version";

export interface NetworkGuardArgs {
  readonly mark: pulumi.Input<string>;
  /** Id of the network. */
  readonly network: pulumi.Input<string>;
}

/**
 * Stands between a network and what lies in it. It makes nothing; when all goes, its turn comes after the machines that
 * the state knows and before the network: it removes machines and ports that the state does not know, because a run was
 * cut off, and on which the removal of network and security group would fail.
 */
export class NetworkGuard extends dynamic.Resource {
  constructor(name: string, args: NetworkGuardArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = { ...args, providerVersion: PROVIDER_VERSION };
    super(guardProvider, name, inputs, opts, "slipway", "OpenStackNetworkGuard");
  }
}
