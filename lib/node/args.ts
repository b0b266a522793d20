import type * as pulumi from "@pulumi/pulumi";
import type { ObserverRef } from "../platform/platform";
import type { SshTarget } from "./ssh-target";

/** How a machine tells that its boot is over. */
export const BootSignal = {
  /** By the beacons of slipway's recipe runner. */
  Recipes: "recipes",
  /** By `cloud-init status`, asked through ssh: any image will do. */
  CloudInit: "cloud-init",
} as const;
export type BootSignal = (typeof BootSignal)[keyof typeof BootSignal];

export interface NodeBootArgs {
  /** Where the platform finds the machine and its console. */
  readonly observer: pulumi.Input<ObserverRef>;
  /** Id of the machine, or of its start. A change waits for the boot of the new one. */
  readonly machineId: pulumi.Input<string>;
  /** Short host name, used in messages and evidence folders. A change waits again. */
  readonly node: string;
  /** Image kind, used in messages. */
  readonly role: string;
  /** Longest wait, seconds. Applies to waits that start after the change. */
  readonly deadlineSec: number;
  /** How to log in. Kept as a secret. */
  readonly ssh: pulumi.Input<SshTarget>;
  /** Folder name of the stack, see `stackFolder`. */
  readonly stack: string;
  /** What tells the end of the boot. Defaults to `recipes`. */
  readonly signal?: BootSignal;
  /** Secret values that must not show in evidence or messages, besides the private key. Kept as a secret. */
  readonly masked?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The same, as the provider's methods get it. */
export interface NodeBootInputs {
  readonly observer: ObserverRef;
  readonly machineId: string;
  readonly node: string;
  readonly role: string;
  readonly deadlineSec: number;
  readonly ssh: SshTarget;
  readonly stack: string;
  readonly signal: BootSignal;
  readonly masked: readonly string[];
}

/** What a finished boot told about itself. */
export interface BootResult {
  /** Seconds from the guest's start to the end of its boot, by the guest's own clock. */
  readonly bootSec: number;
  /** The kernel's boot id. */
  readonly bootId: string;
}
