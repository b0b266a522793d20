import { isIPv4 } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { AccessHost } from "../access/args";
import type { ClusterNode } from "./node";

/** What `ssh` has to know of every node: the master first, the workers through it. */
export function accessHosts(
  master: ClusterNode,
  workers: readonly ClusterNode[],
): pulumi.Output<AccessHost[]> {
  return pulumi.all(
    [master, ...workers].map((node) => accessHost(node, node === master ? undefined : master)),
  );
}

function accessHost(
  { plan, hop }: ClusterNode,
  jump: ClusterNode | undefined,
): pulumi.Output<AccessHost> {
  return hop.apply(({ host, port, hostKey }) => ({
    alias: plan.node,
    hostname: host,
    port,
    hostKey,
    ...(jump === undefined ? {} : { jump: jump.plan.node }),
  }));
}

/** The address by which people know the master. A port forwarded from this computer's loopback is none of its own. */
export function visibleAddress({ machine, hop }: ClusterNode): pulumi.Output<string> {
  return pulumi
    .all([hop, machine.privateIp])
    .apply(([{ host }, inside]) => (isIPv4(host) && host.startsWith("127.") ? inside : host));
}
