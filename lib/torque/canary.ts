import type { remote, types } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { masterCommand } from "./master-command";
import type { ClusterNode } from "./node";
import { parseReadiness, type Readiness } from "./readiness";

/** Longest time for all of the canary's jobs, seconds; they take a few on a cluster that is well. */
const DEADLINE_SEC = 300;

export interface CanaryArgs {
  readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
  readonly user: string;
  readonly workers: readonly ClusterNode[];
  readonly triggers: readonly pulumi.Input<string>[];
}

export interface Canary {
  readonly resource: remote.Command;
  /** There after real jobs ran on all workers, or users' jobs ran there already. */
  readonly readiness: pulumi.Output<Readiness>;
}

/** Runs real jobs on all workers. Undefined where there are none. */
export function createCanary(
  name: string,
  { connection, user, workers, triggers }: CanaryArgs,
  opts: pulumi.CustomResourceOptions,
): Canary | undefined {
  if (workers.length === 0) return undefined;
  const names = workers.map(({ plan }) => plan.node);
  const resource = masterCommand(
    name,
    {
      connection,
      create: {
        program: "slipway-canary",
        deadlineSec: DEADLINE_SEC,
        words: [user, ...names].join(" "),
      },
      triggers: [...triggers],
    },
    opts,
  );
  return { resource, readiness: resource.stdout.apply((said) => parseReadiness(said, names)) };
}
