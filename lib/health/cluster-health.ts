import * as pulumi from "@pulumi/pulumi";
import type { ClusterHealthArgs } from "./args";
import { clusterHealthProvider, PROVIDER_VERSION } from "./provider";

/**
 * Whether a cluster works, asked of its head: services, mounts, free space, members.
 *
 * Made, it fails with all that does not work. A refresh asks again and writes the problems into the state, so that the
 * next `pulumi up` repairs what it can and fails with what it can't. A head that does not answer is a problem like any
 * other, never a reason to forget it. Without a refresh nobody is asked. A destroy asks nobody either.
 */
export class ClusterHealth extends pulumi.dynamic.Resource {
  /** What does not work: none, once this is made. */
  declare readonly problems: pulumi.Output<string[]>;

  constructor(name: string, args: ClusterHealthArgs, opts?: pulumi.CustomResourceOptions) {
    const { ssh, masked, workers, ...plain } = args;
    const inputs = {
      ...plain,
      workers: [...workers],
      ssh: pulumi.secret(ssh),
      masked: pulumi.secret(masked ?? []),
      problems: [],
      providerVersion: PROVIDER_VERSION,
    };
    super(clusterHealthProvider, name, inputs, opts, "slipway", "ClusterHealth");
  }
}
