import type { remote, types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { masterCommand } from "./master-command";
import type { ClusterNode } from "./node";
import { nothingTried, parseReadiness, type Readiness } from "./readiness";

export interface CanaryArgs {
  readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
  readonly user: string;
  readonly usersJson: pulumi.Output<string>;
  readonly accounts: remote.Command;
  readonly master: ClusterNode;
  readonly workers: readonly ClusterNode[];
  readonly memberships: readonly remote.Command[];
}

/** Resolves after real jobs ran on all workers; without workers, after the master is up and has its users. */
export function createCanary(
  name: string,
  { connection, user, usersJson, accounts, master, workers, memberships }: CanaryArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<Readiness> {
  if (workers.length === 0) {
    return pulumi.all([master.boot.bootSec, accounts.stdout]).apply(() => nothingTried);
  }
  const names = workers.map(({ plan }) => plan.node).join(" ");
  const canary = masterCommand(
    name,
    {
      connection,
      create: `sudo slipway-canary ${user} ${names}`,
      triggers: [usersJson, ...[master, ...workers].map(({ boot }) => boot.bootId)],
    },
    pulumi.mergeOptions(opts, { dependsOn: [accounts, ...memberships] }),
  );
  return canary.stdout.apply(parseReadiness);
}
