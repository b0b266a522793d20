import * as pulumi from "@pulumi/pulumi";
import { BootSignal, type NodeBootArgs } from "./args";
import { nodeBootProvider, PROVIDER_VERSION } from "./provider";

/**
 * Waits until one node has booted; fails with the cause, found without ssh where ssh is what failed.
 *
 * A failed wait leaves nothing in the stack, so a plain `pulumi up` waits again. If the node's recipes have
 * failed by then, that `up` first starts them again on the node (once, through ssh) and judges the new run only.
 */
export class NodeBoot extends pulumi.dynamic.Resource {
  /** Seconds from the guest's start to the end of its boot, by the guest's own clock. */
  declare readonly bootSec: pulumi.Output<number>;
  /** The kernel's boot id. */
  declare readonly bootId: pulumi.Output<string>;

  constructor(name: string, args: NodeBootArgs, opts?: pulumi.CustomResourceOptions) {
    const { ssh, masked, signal, ...plain } = args;
    const inputs = {
      ...plain,
      signal: signal ?? BootSignal.Recipes,
      ssh: pulumi.secret(ssh),
      masked: pulumi.secret(masked ?? []),
      providerVersion: PROVIDER_VERSION,
      bootSec: undefined,
      bootId: undefined,
    };
    super(nodeBootProvider, name, inputs, opts, "slipway", "NodeBoot");
  }
}
