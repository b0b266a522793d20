import type * as pulumi from "@pulumi/pulumi";
import { publicHalf } from "../access/ssh-key";
import type { Platform } from "../platform/platform";
import type { ClusterKeys } from "./keys";
import { nodeImages } from "./images";
import { mungeKey } from "./munge-key";
import { type ClusterNode, createNode, type NodeSurroundings } from "./node";
import type { TorquePlan } from "./plan";

/** The machines of a cluster, booting at the same time. */
export interface ClusterMachines {
  readonly master: ClusterNode;
  readonly workers: readonly ClusterNode[];
  /** With which the nodes know each other, base64; secret. */
  readonly mungeKey: pulumi.Output<string>;
}

/** Makes images, network, home volume and all machines. */
export function createMachines(
  { name, settings, ...plan }: TorquePlan,
  platform: Platform,
  keys: ClusterKeys,
  opts: pulumi.CustomResourceOptions,
): ClusterMachines {
  const { cidr, sshCidrs, homeGiB } = settings;
  const images = nodeImages({ name, settings, ...plan }, opts);
  const around: NodeSurroundings = {
    platform,
    cluster: name,
    network: platform.network(`${name}-network`, { cidr, sshCidrs }, opts),
    ...keys,
    keyPair: platform.keyPair?.(`${name}-key`, publicHalf(keys.operatorKey), opts),
    mungeKey: mungeKey(`${name}-munge-key`, opts),
    bootDeadlineSec: settings.bootDeadlineSec,
    opts,
  };
  const home =
    homeGiB === undefined
      ? undefined
      : platform.volumes?.volume(`${name}-home`, { sizeGiB: homeGiB }, opts);
  const master = createNode(plan.master, { image: images.master, home }, around);
  const workers = plan.workers.map((node) =>
    createNode(node, { image: images.worker, master }, around),
  );
  return { master, workers, mungeKey: around.mungeKey };
}
