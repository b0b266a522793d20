import { remote, type types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { HostKey } from "../user-data/render";
import type { ClusterNode } from "./node";

/** How commands on the master are run: as the operator, with the only host key that it may show. */
export function masterConnection(
  { hop }: ClusterNode,
  accessKey: pulumi.Output<HostKey>,
): pulumi.Output<types.input.remote.ConnectionArgs> {
  return pulumi.all([hop, accessKey]).apply(([target, access]) => ({
    ...target,
    privateKey: access.private,
    // The wait for the boot has logged in already: a master that does not answer now is in trouble.
    dialErrorLimit: 3,
    perDialTimeout: 15,
  }));
}

export interface MasterCommandArgs {
  readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
  /** Run on create, and again when it changes. */
  readonly create: pulumi.Input<string>;
  readonly delete?: string;
  /** Not a secret. */
  readonly stdin?: pulumi.Input<string>;
  /** A change of one of these runs it all again. */
  readonly triggers: pulumi.Input<pulumi.Input<string>[]>;
}

/** A command on the master; what it prints is shown only if it fails. */
export function masterCommand(
  name: string,
  args: MasterCommandArgs,
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  return new remote.Command(name, { ...args, logging: remote.Logging.None }, opts);
}
