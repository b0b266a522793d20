import * as pulumi from "@pulumi/pulumi";
import { formatProblems } from "../core/errors";
import type { Endpoint, Platform } from "../platform/platform";
import { platformNamed, platformNames } from "../platform/registry";
import { publicHalf, sshKey } from "../access/ssh-key";
import { WaitFor, type VirtualMachineArgs } from "./args";
import { accessFiles, builtImage, dataVolume, endpointOf, nodeBoot, userData } from "./parts";
import { planMachine, platformOf, type MachinePlan } from "./plan";

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
  /**
   * The private ssh key of the login account, OpenSSH form. Secret: that account is root by `sudo`, and so is whoever
   * has the key. On a cloud that hands the key to the image's own account (`debian`, `ubuntu`) it opens that one too.
   */
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
        keyPair: platform.keyPair?.(`${name}-key`, publicHalf(loginKey), own),
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
    const platform = platformNamed(platformOf(args), args);
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
