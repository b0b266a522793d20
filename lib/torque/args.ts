import type * as pulumi from "@pulumi/pulumi";
import type { PlatformName } from "../platform/platform";
import type { SiteArgs } from "../platform/site-args";

/**
 * How large the machines of a group are.
 *
 * A change replaces the machines of the group; workers finish their jobs first, see `drainDeadlineSec`.
 */
export interface NodeSizeArgs {
  /**
   * Virtual CPUs, which is also the number of job slots (`np`) of a worker. 1–64. Defaults to 1.
   * @default 1
   */
  vcpus?: number;
  /**
   * Memory, MiB. At least 256. Defaults to 768 for the master and 512 for a worker.
   * @default 768 for the master, 512 for a worker
   */
  memoryMiB?: number;
  /**
   * System disk, GiB; it takes space only as it fills. 2–2000. Defaults to 8.
   * @default 8
   */
  diskGiB?: number;
}

/** A person who may use the cluster: the same account on every node, with a home that all nodes share. */
export interface UserArgs {
  /**
   * Account name: lower case, at most 31 characters, none that the system or slipway uses itself.
   * Another name is another user: the old one is removed, see `users` of the cluster.
   */
  name: string;
  /** Numeric user id, 1000–59999, the same on every node. Files of earlier clusters on the home volume belong to it. */
  uid: number;
  /**
   * Public keys (`ssh-ed25519 AAAA…`) that may log in on the master. Defaults to none. Changed in place.
   * The first user can always log in with a key pair that slipway makes, which is what the `ssh` output does.
   * @default []
   */
  sshKeys?: pulumi.Input<string>[];
  /**
   * Further groups of the user, with names like those of accounts. They are made if they don't exist; none may be a group of
   * the system, such as `sudo` or `adm`. Defaults to none. Changed in place.
   * @default []
   */
  groups?: string[];
}

/**
 * What a cluster is made from. Nothing is required: `new TorqueCluster("lisa")` is two workers on this computer.
 *
 * Numbers and shapes are plain values, not inputs, because they decide which resources exist, and because
 * all mistakes in them are to be shown together in preview.
 */
export interface TorqueClusterArgs extends SiteArgs {
  /**
   * The cloud. Defaults to `local`: virtual machines on this computer. A change replaces everything.
   * @default "local"
   */
  platform?: PlatformName;
  /**
   * Number of workers, 0–250 and no more than `cidr` has room for. Defaults to 2.
   * A change makes or removes only the workers concerned, from the end: 3 → 1 removes `worker-3` and `worker-2`.
   * @default 2
   */
  workers?: number;
  /** Size of the master. */
  master?: NodeSizeArgs;
  /** Size of each worker. */
  worker?: NodeSizeArgs;
  /**
   * Who may use the cluster. At least one; the first is who the `ssh` output logs in as and who the canary job
   * runs as. Defaults to `tuser` with uid 2001. Changed in place. Who is no longer in the list is locked out, and that user's
   * sessions, processes and jobs, queued ones too, end at once; the home is kept, and the uid stays taken.
   * @default [{ name: "tuser", uid: 2001 }]
   */
  users?: UserArgs[];
  /**
   * Private IPv4 range of the cluster, /16 to /28. The master gets its tenth address and worker i the one i places
   * after it. Defaults to `10.77.0.0/24`. A change replaces all machines.
   * @default "10.77.0.0/24"
   */
  cidr?: string;
  /**
   * DNS domain of the nodes. Defaults to `<name>.internal`. A change replaces all machines.
   * @default `<name>.internal`
   */
  domain?: string;
  /**
   * Debian packages that all nodes shall have besides slipway's own; part of the image. Defaults to none.
   * A change builds new images and replaces all machines.
   * @default []
   */
  packages?: string[];
  /**
   * A name of your own for the state of Debian's packages in the images, such as `2026-11`; 1–32 of a–z, A–Z, 0–9, `.`, `_`
   * and `-`. Images are built once; another name builds them anew, from the packages that the archive has then. Defaults to none.
   * A change replaces all machines, and ends what runs on them: let the workers leave first, see docs/recipes.md.
   * Refused together with both `masterImage` and `workerImage`: no image is built then.
   * @default none
   */
  packageState?: string;
  /**
   * Age of the images' packages above which preview and `pulumi up` warn, days. 1–3650. Defaults to 45. A change replaces nothing.
   * @default 45
   */
  imageMaxAgeDays?: number;
  /**
   * Path of a bash script that each node runs as root at the end of its first boot, after everything else.
   * Its text travels in the machines' user data, so it is no place for secrets. Defaults to none.
   * A change of the script replaces all machines.
   * @default none
   */
  setup?: string;
  /**
   * Size of a volume for `/home`, GiB. The volume and the data on it are kept when the cluster is destroyed, and the
   * next cluster of the same name finds them again. Defaults to none: homes end with the master's disk.
   * 1–16000. Adding or removing it replaces the master.
   * @default none
   */
  homeGiB?: number;
  /**
   * IPv4 ranges from which ssh may reach the master. At least one, among them the address from which slipway itself comes.
   * Platform `local` needs none of it: there only this computer reaches the master. Defaults to everywhere (`0.0.0.0/0`), with
   * keys only. Changed in place.
   * @default ["0.0.0.0/0"]
   */
  sshCidrs?: string[];
  /**
   * A stock image of the platform for the master, which then installs everything at its first boot, in minutes
   * instead of seconds. Defaults to an image built by slipway. A change replaces the master.
   * @default an image built by slipway
   */
  masterImage?: string;
  /**
   * The same for the workers. A change replaces all workers.
   * @default an image built by slipway
   */
  workerImage?: string;
  /**
   * Longest wait for the boot of one node and for its joining, seconds. 30–7200. Defaults to 600.
   * @default 600
   */
  bootDeadlineSec?: number;
  /**
   * Longest wait for the running jobs of a worker that is to leave, seconds. Past it the removal fails with the list
   * of the jobs, and the worker takes no new ones. 0–86400. Defaults to 300.
   * @default 300
   */
  drainDeadlineSec?: number;
}
