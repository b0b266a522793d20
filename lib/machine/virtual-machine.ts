import * as pulumi from "@pulumi/pulumi";
import { AccessFiles } from "../access/access-files";
import { formatProblems } from "../core/errors";
import { stackFolder } from "../core/paths";
import { ClusterImage } from "../image/cluster-image";
import { BootSignal } from "../node/args";
import { NodeBoot } from "../node/node-boot";
import type { Endpoint, Machine, Platform, Volume } from "../platform/platform";
import { platformNamed, platformNames } from "../platform/registry";
import { publicHalf, sshKey } from "../torque/keys";
import type { HostKey } from "../user-data/render";
import { WaitFor, type VirtualMachineArgs } from "./args";
import { planMachine, platformOf, type MachinePlan } from "./plan";
import { checkUserData, machineUserData } from "./user-data";

const SSH_PORT = 22;

/**
 * One virtual machine of any image that has cloud-init, with your own user data.
 *
 * `new VirtualMachine("box")` is enough. ssh can check it from the first connection on, as its host key is planned.
 */
export class VirtualMachine extends pulumi.ComponentResource {
  /** Address: the public one where it has one, else the private one. There once the wait is over, like the others. */
  readonly address: pulumi.Output<string>;
  /** Where ssh answers, seen from this computer. */
  readonly endpoint: pulumi.Output<Endpoint>;
  /** Login account. */
  readonly user: pulumi.Output<string>;
  /** A command line that logs in as it is. A command to run there may follow. */
  readonly ssh: pulumi.Output<string>;
  /** Path of a known_hosts file on this computer with the machine's host key. */
  readonly knownHosts: pulumi.Output<string>;
  /** The private ssh key of the login account, OpenSSH form. Secret. */
  readonly privateKey: pulumi.Output<string>;
  /** Serial of the data volume, or empty. */
  readonly dataSerial: pulumi.Output<string>;

  /**
   * @param name Name of the machine, also its host name; 1–30 of a–z, 0–9 and -, starting with a letter.
   * @param args What to make. Nothing is required.
   * @param opts Pulumi's own options.
   */
  constructor(name: string, args: VirtualMachineArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:VirtualMachine", name, {}, opts);
    const { plan, platform } = this.check(name, args);
    const site = platform.site(`${name}-site`, plan.needs, { parent: this });
    const own: pulumi.CustomResourceOptions = { parent: this, dependsOn: [site.resource] };

    const loginKey = sshKey(`${name}-access-key`, own);
    const hostKey = sshKey(`${name}-host-key`, own);
    const volume = dataVolume(name, plan, platform, own);
    const machine = platform.machine(
      name,
      {
        size: plan.size,
        image: args.image ?? builtImage(name, plan, own),
        hostname: name,
        userData: userData(name, args, plan, loginKey, hostKey),
        publicAddress: plan.publicAddress,
        ...(volume === undefined ? {} : { volumes: [volume] }),
        tags: { "slipway-machine": name },
      },
      own,
    );
    const links = { machine, loginKey, hostKey, endpoint: endpointOf(machine) };
    const access = accessFiles(name, plan, links, own);
    const boot = plan.waitFor === WaitFor.Boot ? nodeBoot(name, plan, links, own) : undefined;

    const afterWait = <T>(value: pulumi.Output<T>): pulumi.Output<T> =>
      boot === undefined ? value : pulumi.all([value, boot.bootId]).apply(([ready]) => ready as T);
    this.endpoint = afterWait(links.endpoint);
    this.address = this.endpoint.apply(({ host }) => host);
    this.user = pulumi.output(plan.user);
    this.ssh = afterWait(access.ssh);
    this.knownHosts = access.knownHosts;
    this.privateKey = pulumi.secret(loginKey.apply((pair) => pair.private));
    this.dataSerial = pulumi.output(volume?.serial ?? "");
    this.registerOutputs({
      address: this.address,
      endpoint: this.endpoint,
      user: this.user,
      ssh: this.ssh,
      knownHosts: this.knownHosts,
      privateKey: this.privateKey,
      dataSerial: this.dataSerial,
    });
  }

  /** The plan, or one error that names everything wrong. */
  private check(name: string, args: VirtualMachineArgs): { plan: MachinePlan; platform: Platform } {
    const platform = platformNamed(platformOf(args));
    const { plan, problems } = planMachine(name, args, {
      platform,
      platformNames: platformNames(),
    });
    if (plan !== undefined && platform !== undefined) return { plan, platform };
    throw new pulumi.ResourceError(
      formatProblems("VirtualMachine", name, problems ?? []),
      this,
      true,
    );
  }
}

/** What the parts around the machine have to know of it. */
interface Links {
  readonly machine: Machine;
  readonly loginKey: pulumi.Output<HostKey>;
  readonly hostKey: pulumi.Output<HostKey>;
  readonly endpoint: pulumi.Output<Endpoint>;
}

function builtImage(
  name: string,
  { platform }: MachinePlan,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  return new ClusterImage(`${name}-image`, { kind: "orchestrator", packages: [], platform }, opts)
    .ref;
}

function dataVolume(
  name: string,
  { dataGiB }: MachinePlan,
  platform: Platform,
  opts: pulumi.CustomResourceOptions,
): Volume | undefined {
  return dataGiB === undefined
    ? undefined
    : platform.volumes?.volume(`${name}-data`, { sizeGiB: dataGiB }, opts);
}

function userData(
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

function endpointOf({ endpoint, privateIp }: Machine): pulumi.Output<Endpoint> {
  return endpoint ?? privateIp.apply((host) => ({ host, port: SSH_PORT }));
}

function accessFiles(
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

function nodeBoot(
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
    machineId: machine.id,
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
