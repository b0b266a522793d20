import type * as pulumi from "@pulumi/pulumi";
import { publicHalf } from "../access/ssh-key";
import type { Platform } from "../platform/platform";
import type { HostKey } from "../user-data/render";
import { nodeImages } from "./images";
import { mungeKey } from "./munge-key";
import { type ClusterNode, createNode, type NodeSurroundings } from "./node";
import type { TorquePlan } from "./plan";

/** The machines of a cluster, booting at the same time. */
export interface ClusterMachines {
  readonly master: ClusterNode;
  readonly workers: readonly ClusterNode[];
}

/** Makes images, network, home volume and all machines. */
export function createMachines(
  { name, settings, ...plan }: TorquePlan,
  platform: Platform,
  accessKey: pulumi.Output<HostKey>,
  opts: pulumi.CustomResourceOptions,
): ClusterMachines {
  const { cidr, sshCidrs, homeGiB } = settings;
  const images = nodeImages({ name, settings, ...plan }, opts);
  const around: NodeSurroundings = {
    platform,
    cluster: name,
    network: platform.network(`${name}-network`, { cidr, sshCidrs }, opts),
    accessKey,
    keyPair: platform.keyPair?.(`${name}-key`, publicHalf(accessKey), opts),
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
  return { master, workers };
}
