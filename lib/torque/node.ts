import * as pulumi from "@pulumi/pulumi";
import { stackFolder } from "../core/paths";
import { NodeBoot } from "../node/node-boot";
import type { SshHop, SshTarget } from "../node/ssh-target";
import type { Address, KeyPair, Machine, Network, Platform, Volume } from "../platform/platform";
import { type HostKey, OPERATOR, renderUserData } from "../user-data/render";
import { privateHalf, publicHalf, sshKey } from "../access/ssh-key";
import type { ClusterKeys } from "./keys";
import type { NodePlan } from "./plan";

/** What all nodes of a cluster share. */
export interface NodeSurroundings extends ClusterKeys {
  readonly platform: Platform;
  readonly cluster: string;
  readonly network: Network;
  /** The operator's key as the site knows it, where it does. */
  readonly keyPair: KeyPair | undefined;
  /** Base64; secret. */
  readonly mungeKey: pulumi.Output<string>;
  readonly bootDeadlineSec: number;
  readonly opts: pulumi.CustomResourceOptions;
}

/** What makes a node the master or a worker. */
export interface NodeLinks {
  readonly image: pulumi.Input<string>;
  /** The master, for a worker: its address goes into the worker's user data, and ssh goes through it. */
  readonly master?: ClusterNode;
  readonly home?: Volume | undefined;
}

/** One node: its machine and the wait for that machine alone. */
export interface ClusterNode {
  readonly plan: NodePlan;
  readonly machine: Machine;
  readonly boot: NodeBoot;
  /** Public host key; not a secret. */
  readonly hostKey: pulumi.Output<string>;
  /** How ssh reaches it; from outside for the master, from the master for a worker. */
  readonly hop: pulumi.Output<SshHop>;
}

/** Makes a node. Nothing here waits for another worker. */
export function createNode(
  plan: NodePlan,
  links: NodeLinks,
  around: NodeSurroundings,
): ClusterNode {
  const { cluster, opts, platform } = around;
  const { image, master, home } = links;
  const keyPair = sshKey(`${plan.resource}-host-key`, opts);
  const address = platform.address?.(
    plan.resource,
    { network: around.network, privateIp: plan.address },
    opts,
  );
  const machine = platform.machine(
    plan.resource,
    {
      size: plan.size,
      image,
      hostname: plan.node,
      userData: userData(plan, links, keyPair, address, around),
      network: around.network,
      privateIp: plan.address,
      address,
      keyPair: around.keyPair,
      publicAddress: master === undefined,
      ...(home === undefined ? {} : { volumes: [home] }),
      tags: { "slipway-cluster": cluster, "slipway-node": plan.node, "slipway-role": plan.role },
    },
    opts,
  );
  const hostKey = publicHalf(keyPair);
  const hop = hopTo(machine, hostKey);
  const boot = new NodeBoot(
    `${plan.resource}-boot`,
    {
      observer: machine.observer,
      machineId: machine.startId ?? machine.id,
      node: plan.node,
      role: plan.role,
      deadlineSec: around.bootDeadlineSec,
      ssh: sshTarget(hop, machine, links, around),
      stack: stackFolder(pulumi.getProject(), pulumi.getStack()),
      masked: [around.mungeKey, ...[keyPair, around.userKey].map(privateHalf)],
    },
    opts,
  );
  return { plan, machine, boot, hostKey, hop };
}

function sshTarget(
  hop: pulumi.Output<SshHop>,
  { filter }: Machine,
  { master }: NodeLinks,
  { operatorKey }: NodeSurroundings,
): pulumi.Output<SshTarget> {
  return pulumi
    .all([hop, operatorKey, master?.hop])
    .apply(([target, key, jump]) => ({ ...target, privateKey: key.private, jump, filter }));
}

function userData(
  plan: NodePlan,
  { master, home }: NodeLinks,
  hostKey: pulumi.Output<HostKey>,
  address: Address | undefined,
  { operatorKey, mungeKey, network }: NodeSurroundings,
): pulumi.Output<string> {
  const own = address?.privateIp ?? plan.address;
  const site = pulumi
    .all([own, master?.machine.privateIp ?? own, network.cidr, home?.serial ?? ""])
    .apply(([ownAddress, masterAddress, cidr, volume]) => ({
      SLIPWAY_ADDRESS: ownAddress,
      SLIPWAY_CIDR: cidr,
      SLIPWAY_MASTER_ADDRESS: masterAddress,
      SLIPWAY_HOME_VOLUME: volume,
    }));
  const rendered = pulumi
    .all([hostKey, publicHalf(operatorKey), mungeKey, site])
    .apply(([pair, operator, munge, places]) =>
      renderUserData({
        ...plan.userData,
        env: { ...plan.userData.env, ...places },
        hostKey: pair,
        operatorKeys: [operator],
        secrets: { "munge.key": munge },
      }),
    );
  return pulumi.secret(rendered);
}

function hopTo(machine: Machine, hostKey: pulumi.Output<string>): pulumi.Output<SshHop> {
  const inside = machine.privateIp.apply((host) => ({ host, port: 22 }));
  return pulumi
    .all([machine.endpoint ?? inside, hostKey])
    .apply(([{ host, port }, key]) => ({ host, port, user: OPERATOR, hostKey: key }));
}
