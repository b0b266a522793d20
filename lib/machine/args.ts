import type * as pulumi from "@pulumi/pulumi";
import type { PlatformName } from "../platform/platform";
import type { SiteArgs } from "../platform/site-args";

/** What `VirtualMachine` waits for before its outputs are there. */
export const WaitFor = {
  /** ssh answers with the planned host key and cloud-init is through. */
  Boot: "boot",
  /** Nothing: the machine exists, and may still boot. */
  None: "none",
} as const;
export type WaitFor = (typeof WaitFor)[keyof typeof WaitFor];

/** How large a machine is. A change restarts the machine where the platform can do that, else replaces it. */
export interface VirtualMachineSizeArgs {
  /**
   * Virtual CPUs, 1–64. Defaults to 1.
   * @default 1
   */
  vcpus?: number;
  /**
   * Memory, MiB. At least 256. Defaults to 512.
   * @default 512
   */
  memoryMiB?: number;
  /**
   * System disk, GiB; it takes space only as it fills. 2–2000. Defaults to 8.
   * @default 8
   */
  diskGiB?: number;
}

/**
 * One machine. Nothing is required.
 *
 * Fields that are plain values decide what is made, and are checked before anything is.
 */
export interface VirtualMachineArgs extends SiteArgs {
  /**
   * The cloud. Defaults to `local`, virtual machines of this computer. A change moves the machine.
   * @default PlatformName.Local
   */
  platform?: PlatformName;
  /**
   * An image of the platform, by the name or id that the platform knows, which has cloud-init in it. Defaults to
   * slipway's own small Debian, built once. A change replaces the machine.
   * @default the built image `orchestrator`
   */
  image?: pulumi.Input<string>;
  /**
   * A name of your own for the state of Debian's packages in the image that slipway builds, such as `2026-11`; 1–32 of a–z, A–Z,
   * 0–9, `.`, `_` and `-`. Another name builds the image anew, from the packages that the archive has then, and replaces the
   * machine. Defaults to none. Refused together with `image`.
   * @default none
   */
  packageState?: string;
  /**
   * Age of the packages of the image that slipway builds above which preview and `pulumi up` warn, days. 1–3650. Defaults to 45.
   * A change replaces nothing.
   * @default 45
   */
  imageMaxAgeDays?: number;
  /** How large the machine is. See there for the defaults. */
  size?: VirtualMachineSizeArgs;
  /**
   * User data in any format that cloud-init takes: `#cloud-config`, a script, MIME parts… The login account and the
   * host key are added to it, so it must not set `ssh_keys`. About 32 KB at most. Kept as a secret. A change
   * replaces the machine. Defaults to none.
   */
  userData?: pulumi.Input<string>;
  /** Public ssh keys that may log in as `user`, so as root, besides the one made by slipway. A change replaces the machine. Defaults to none. */
  sshKeys?: string[];
  /**
   * Login account that slipway makes, root by `sudo` without a password. Defaults to `slipway`. A change replaces the machine.
   * @default "slipway"
   */
  user?: string;
  /**
   * Whether ssh reaches the machine from outside. Defaults to true. A change replaces the machine.
   * @default true
   */
  publicAddress?: boolean;
  /**
   * What to wait for. Defaults to `boot`, and to `none` for a machine without a public address.
   * @default WaitFor.Boot
   */
  waitFor?: WaitFor;
  /**
   * Longest wait for the boot, seconds, 30–7200. Defaults to 600. A change counts from the next boot on.
   * @default 600
   */
  bootDeadlineSec?: number;
  /**
   * Size of a data volume, GiB, 1–16000. It is kept when the stack is destroyed, and found by the next machine of this
   * name. The machine finds it as `/dev/disk/by-id/virtio-<serial>`, see output `dataSerial`. Defaults to none.
   */
  dataGiB?: number;
}
