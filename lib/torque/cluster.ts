import * as pulumi from "@pulumi/pulumi";
import { AccessFiles } from "../access/access-files";
import { formatProblems } from "../core/errors";
import { stackFolder } from "../core/paths";
import { withShortTraces } from "../core/short-traces";
import type { Platform } from "../platform/platform";
import { platformNamed, platformNames } from "../platform/registry";
import { recipePayload } from "../user-data/payload";
import { accessHosts, visibleAddress } from "./access";
import type { TorqueClusterArgs } from "./args";
import { createBatchSystem } from "./batch-system";
import { privateHalf, sshKey } from "../access/ssh-key";
import { createMachines } from "./machines";
import { plan, type TorquePlan } from "./plan";
import type { Readiness } from "./readiness";
import { settingsOf } from "./settings";
import { readSetup } from "./setup-file";

/**
 * A batch cluster: one master and any number of workers, with Torque's commands, a shared `/home` and MPI.
 *
 * `new TorqueCluster("lisa")` is enough. All mistakes in the arguments are shown together, in preview,
 * before anything is made.
 */
export class TorqueCluster extends pulumi.ComponentResource {
  /** Address of the master: the public one where it has one of its own, else the one inside the cluster. */
  readonly masterIp: pulumi.Output<string>;
  /** Private addresses of the workers by host name, `{"worker-1": "10.77.0.11"}`. */
  readonly workers: pulumi.Output<Record<string, string>>;
  /** The first user, who `ssh` logs in as. */
  readonly user: pulumi.Output<string>;
  /** A command line that logs in on the master as it is. A command to run there may follow. */
  readonly ssh: pulumi.Output<string>;
  /** Path of a known_hosts file on this computer with the host keys of all nodes. */
  readonly knownHosts: pulumi.Output<string>;
  /** The first user's private ssh key, OpenSSH form: it opens that account and nothing else. Secret. */
  readonly privateKey: pulumi.Output<string>;
  /**
   * The operator's private ssh key, OpenSSH form: it opens account `slipway`, which is root by `sudo`, on every node.
   * Secret; not for users of the cluster.
   */
  readonly operatorKey: pulumi.Output<string>;
  /** What the canary measured; resolves only after its jobs ran on all workers. */
  readonly ready: pulumi.Output<Readiness>;

  /**
   * @param name Name of the cluster, part of all resource names; 1–30 of a–z, 0–9 and -, starting with a letter.
   * @param args What to make. Nothing is required.
   * @param opts Pulumi's own options.
   */
  constructor(name: string, args: TorqueClusterArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:TorqueCluster", name, {}, opts);
    const { plan, platform } = this.check(name, args);

    const site = platform.site(`${name}-site`, plan.needs, { parent: this });
    const own: pulumi.CustomResourceOptions = { parent: this, dependsOn: [site.resource] };

    const keys = {
      operatorKey: sshKey(`${name}-operator-key`, own),
      // The user's own: whoever becomes the first one gets another.
      userKey: sshKey(`${name}-user-key-${plan.users[0].name}`, own),
    };
    const { master, workers, ready } = withShortTraces(() => {
      const machines = createMachines(plan, platform, keys, own);
      return { ...machines, ready: createBatchSystem(plan, machines, keys, own) };
    });
    this.ready = ready;

    const user = plan.users[0].name;
    const privateKey = privateHalf(keys.userKey);
    const access = new AccessFiles(
      `${name}-access`,
      {
        stack: stackFolder(pulumi.getProject(), pulumi.getStack()),
        cluster: name,
        privateKey,
        user,
        hosts: accessHosts(master, workers),
      },
      own,
    );
    this.masterIp = visibleAddress(master);
    this.workers = pulumi.output(
      Object.fromEntries(workers.map(({ plan, machine }) => [plan.node, machine.privateIp])),
    );
    this.user = pulumi.output(user);
    this.ssh = access.ssh;
    this.knownHosts = access.knownHosts;
    this.privateKey = privateKey;
    this.operatorKey = privateHalf(keys.operatorKey);
    this.registerOutputs({
      masterIp: this.masterIp,
      workers: this.workers,
      user: this.user,
      ssh: this.ssh,
      knownHosts: this.knownHosts,
      privateKey: this.privateKey,
      operatorKey: this.operatorKey,
      ready: this.ready,
    });
  }

  /** The plan, or one error that names everything wrong. */
  private check(name: string, args: TorqueClusterArgs): { plan: TorquePlan; platform: Platform } {
    const platform = platformNamed(settingsOf(name, args).platform, args);
    const result = plan(name, args, {
      platform,
      platformNames: platformNames(),
      ...(args.setup === undefined ? {} : { setup: readSetup(args.setup) }),
      payload: (kind) => recipePayload(kind),
    });
    if (result.problems !== undefined || platform === undefined) {
      throw new pulumi.ResourceError(
        formatProblems("TorqueCluster", name, result.problems ?? []),
        this,
        true,
      );
    }
    return { plan: result.plan, platform };
  }
}
