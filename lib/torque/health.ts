import * as pulumi from "@pulumi/pulumi";
import { privateHalf } from "../access/ssh-key";
import { ClusterHealth } from "../health/cluster-health";
import type { ClusterKeys } from "./keys";
import type { ClusterMachines } from "./machines";

export interface HealthOfArgs extends ClusterMachines, ClusterKeys {
  readonly cluster: string;
  readonly triggers: readonly pulumi.Input<string>[];
}

/** Asks the master whether all that the cluster stands on works. */
export function createHealth(
  name: string,
  { cluster, master, workers, operatorKey, userKey, mungeKey, triggers }: HealthOfArgs,
  opts: pulumi.CustomResourceOptions,
): ClusterHealth {
  const ssh = pulumi
    .all([master.hop, operatorKey])
    .apply(([hop, key]) => ({ ...hop, privateKey: key.private }));
  return new ClusterHealth(
    name,
    {
      cluster,
      ssh,
      workers: workers.map(({ plan }) => plan.node),
      triggers: [...triggers],
      masked: [mungeKey, privateHalf(userKey)],
    },
    opts,
  );
}
