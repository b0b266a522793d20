import type { remote, types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { shellQuote } from "../user-data/env-file";
import { masterCommand } from "./master-command";
import type { ClusterNode } from "./node";

export interface MembershipArgs {
  readonly master: ClusterNode;
  /** What has to be there before commands run on the master. */
  readonly commands: readonly pulumi.Resource[];
  readonly worker: ClusterNode;
  readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
  readonly joinDeadlineSec: number;
  readonly drainDeadlineSec: number;
}

/**
 * One worker's place in the batch system: made when the worker joins; its removal drains the worker first.
 *
 * When the master goes as well there is nobody left to drain for, and a destroy must end even if the master is dead:
 * `deletedWith` skips the removal then. A replaced worker leaves before its successor of the same name joins.
 */
export function createMembership(
  name: string,
  { master, commands, worker, connection, joinDeadlineSec, drainDeadlineSec }: MembershipArgs,
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  const node = worker.plan.node;
  const program = "slipway-worker";
  const join = pulumi
    .all([worker.machine.privateIp, worker.hostKey])
    .apply(([address, hostKey]) => `join ${node} ${address} ${shellQuote(hostKey)}`);
  return masterCommand(
    name,
    {
      connection,
      create: { program, deadlineSec: joinDeadlineSec, words: join },
      delete: { program, deadlineSec: drainDeadlineSec, words: `leave ${node}` },
      triggers: [worker.machine.id, master.machine.id],
    },
    pulumi.mergeOptions(opts, {
      dependsOn: [...commands, worker.boot],
      deletedWith: master.machine.resource,
      deleteBeforeReplace: true,
    }),
  );
}
