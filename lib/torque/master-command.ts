import { remote, type types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { HostKey } from "../user-data/render";
import type { ClusterNode } from "./node";

/** How commands on the master are run: as the operator, with the only host key that it may show. */
export function masterConnection(
  { hop }: ClusterNode,
  operatorKey: pulumi.Output<HostKey>,
): pulumi.Output<types.input.remote.ConnectionArgs> {
  return pulumi.all([hop, operatorKey]).apply(([target, operator]) => ({
    ...target,
    privateKey: operator.private,
    // The wait for the boot has logged in already: a master that does not answer now is in trouble.
    dialErrorLimit: 3,
    perDialTimeout: 15,
  }));
}

/** One of the programs in the master's `/usr/sbin`. */
export interface MasterProgram {
  readonly program: string;
  /** Longest time that it waits, seconds. It ends by itself then, and says what it waited for. */
  readonly deadlineSec: number;
  /** The rest of the command line, quoted for a shell where it has to be. */
  readonly words: pulumi.Input<string>;
}

export interface MasterCommandArgs {
  readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
  /** Run on create, and again when it changes. */
  readonly create: MasterProgram;
  readonly delete?: MasterProgram;
  /** Not a secret. */
  readonly stdin?: pulumi.Input<string>;
  /** A change of one of these runs it all again. */
  readonly triggers: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * How much later than the program's own deadline Pulumi gives up, seconds: three logins, what the program does after its
 * wait to find the cause, and then some. Only a master that has stopped answering is given up by Pulumi.
 */
export const PULUMI_LATER_SEC = 150;

/** A command on the master; what it prints is shown only if it fails. */
export function masterCommand(
  name: string,
  { create, delete: remove, ...args }: MasterCommandArgs,
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  const limit = { create: limitOf(create), update: limitOf(create) };
  return new remote.Command(
    name,
    {
      ...args,
      create: commandLine(create),
      ...(remove === undefined ? {} : { delete: commandLine(remove) }),
      logging: remote.Logging.None,
    },
    pulumi.mergeOptions(opts, {
      customTimeouts: remove === undefined ? limit : { ...limit, delete: limitOf(remove) },
    }),
  );
}

function commandLine({ program, deadlineSec, words }: MasterProgram): pulumi.Output<string> {
  return pulumi
    .output(words)
    .apply((rest) => `sudo ${program} --deadline ${String(deadlineSec)} ${rest}`);
}

function limitOf({ deadlineSec }: MasterProgram): string {
  return `${String(deadlineSec + PULUMI_LATER_SEC)}s`;
}
