import * as pulumi from "@pulumi/pulumi";
import type { AccessFilesArgs } from "./args";
import { accessFilesProvider, PROVIDER_VERSION } from "./provider";

/**
 * The files on the operator's disk with which the plain `ssh` client reaches a cluster: key, host keys, configuration.
 *
 * They need no entry in the operator's own `~/.ssh`, and only the planned host keys are accepted. Files that were
 * removed or altered are found by a refresh and put back by the next `pulumi up`; `pulumi destroy` removes them.
 */
export class AccessFiles extends pulumi.dynamic.Resource {
  /** Path of the known_hosts file. */
  declare readonly knownHosts: pulumi.Output<string>;
  /** Path of the ssh configuration, for `ssh -F`, `scp -F`, `rsync -e`. */
  declare readonly sshConfig: pulumi.Output<string>;
  /** Path of the private key. */
  declare readonly privateKeyFile: pulumi.Output<string>;
  /** Command that logs in to the first host. */
  declare readonly ssh: pulumi.Output<string>;

  constructor(name: string, args: AccessFilesArgs, opts?: pulumi.CustomResourceOptions) {
    const { privateKey, ...plain } = args;
    const inputs = {
      ...plain,
      privateKey: pulumi.secret(privateKey),
      providerVersion: PROVIDER_VERSION,
      knownHosts: undefined,
      sshConfig: undefined,
      privateKeyFile: undefined,
      ssh: undefined,
      digest: undefined,
    };
    super(accessFilesProvider, name, inputs, opts, "slipway", "AccessFiles");
  }
}
