import type * as pulumi from "@pulumi/pulumi";
import type { HostKey } from "../user-data/render";

/** The ssh keys of a cluster. Who has the user's must not get further than that user. */
export interface ClusterKeys {
  /** Opens the operator's account on every node: for slipway itself and the operator. */
  readonly operatorKey: pulumi.Output<HostKey>;
  /** Opens the first user's account: for the outputs `ssh` and `privateKey`. */
  readonly userKey: pulumi.Output<HostKey>;
}
