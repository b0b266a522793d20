import type * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../node/ssh-target";

export interface ClusterHealthArgs {
  /** Name of the cluster, used in messages. */
  readonly cluster: string;
  /** How to log in on the head as the operator. Kept as a secret. */
  readonly ssh: pulumi.Input<SshTarget>;
  /** Host names of the workers that must be well, besides the head. */
  readonly workers: readonly string[];
  /** A change of one of these looks again. */
  readonly triggers: pulumi.Input<pulumi.Input<string>[]>;
  /** Secret values that must not show in messages, besides the private key. Kept as a secret. */
  readonly masked?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * What the provider's methods get, and what the state keeps: the two are equal when nothing is to be done.
 *
 * State holds the key too, encrypted like the input of the same name: a refresh gets nothing but the state.
 */
export interface HealthInputs {
  readonly cluster: string;
  readonly ssh: SshTarget;
  readonly workers: readonly string[];
  readonly triggers: readonly string[];
  readonly masked: readonly string[];
  /** What does not work, a line each. Wanted are none; a refresh writes down what it finds. */
  readonly problems: readonly string[];
  readonly providerVersion: number;
}
