import * as pulumi from "@pulumi/pulumi";
import { AccessFiles } from "../access/access-files";
import { formatProblems } from "../core/errors";
import { stackFolder } from "../core/paths";
import { ClusterImage } from "../image/cluster-image";
import { ImageKind } from "../image/kinds";
import { BootSignal } from "../node/args";
import { NodeBoot } from "../node/node-boot";
import type { Endpoint, Machine, Platform, Volume } from "../platform/platform";
import { publicHalf } from "../access/ssh-key";
import type { HostKey } from "../user-data/render";
import type { VirtualMachineArgs } from "./args";
import type { MachinePlan } from "./plan";
import { checkUserData, machineUserData } from "./user-data";

const SSH_PORT = 22;

/** What the parts around the machine have to know of it. */
export interface Links {
  readonly machine: Machine;
  readonly loginKey: pulumi.Output<HostKey>;
  readonly hostKey: pulumi.Output<HostKey>;
  readonly endpoint: pulumi.Output<Endpoint>;
}

export function builtImage(
  name: string,
  { platform, packageState, imageMaxAgeDays: maxAgeDays }: MachinePlan,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const state = packageState === undefined ? {} : { packageState };
  return new ClusterImage(
    `${name}-image`,
    { kind: ImageKind.Orchestrator, ...state, maxAgeDays, platform },
    opts,
  ).ref;
}

export function dataVolume(
  name: string,
  { dataGiB }: MachinePlan,
  platform: Platform,
  opts: pulumi.CustomResourceOptions,
): Volume | undefined {
  return dataGiB === undefined
    ? undefined
    : platform.volumes?.volume(`${name}-data`, { sizeGiB: dataGiB }, opts);
}

export function userData(
  name: string,
  args: VirtualMachineArgs,
  { user, sshKeys }: MachinePlan,
  loginKey: pulumi.Output<HostKey>,
  hostKey: pulumi.Output<HostKey>,
): pulumi.Output<string> {
  const text = pulumi
    .all([args.userData, publicHalf(loginKey), hostKey])
    .apply(([own, loginPublic, host]) => {
      // A text known only now could not be checked with the rest.
      const problems = own === undefined ? [] : checkUserData(own);
      if (problems.length > 0) throw new Error(formatProblems("VirtualMachine", name, problems));
      return machineUserData({ user, keys: [loginPublic, ...sshKeys], hostKey: host }, own);
    });
  return pulumi.secret(text);
}

export function endpointOf({ endpoint, privateIp }: Machine): pulumi.Output<Endpoint> {
  return endpoint ?? privateIp.apply((host) => ({ host, port: SSH_PORT }));
}

export function accessFiles(
  name: string,
  { user }: MachinePlan,
  { endpoint, hostKey, loginKey }: Links,
  opts: pulumi.CustomResourceOptions,
): AccessFiles {
  const host = pulumi
    .all([endpoint, publicHalf(hostKey)])
    .apply(([{ host: hostname, port }, key]) => ({ alias: name, hostname, port, hostKey: key }));
  const stack = stackFolder(pulumi.getProject(), pulumi.getStack());
  const privateKey = loginKey.apply((pair) => pair.private);
  return new AccessFiles(
    `${name}-access`,
    { stack, cluster: name, privateKey, user, hosts: [host] },
    opts,
  );
}

export function nodeBoot(
  name: string,
  { user, bootDeadlineSec }: MachinePlan,
  { machine, endpoint, hostKey, loginKey }: Links,
  opts: pulumi.CustomResourceOptions,
): NodeBoot {
  const ssh = pulumi
    .all([endpoint, publicHalf(hostKey), loginKey])
    .apply(([{ host, port }, key, login]) => ({
      host,
      port,
      user,
      hostKey: key,
      privateKey: login.private,
    }));
  const args = {
    observer: machine.observer,
    machineId: machine.startId ?? machine.id,
    node: name,
    role: "machine",
    deadlineSec: bootDeadlineSec,
    ssh,
    stack: stackFolder(pulumi.getProject(), pulumi.getStack()),
    signal: BootSignal.CloudInit,
    masked: [hostKey.apply((pair) => pair.private)],
  };
  return new NodeBoot(`${name}-boot`, args, opts);
}
