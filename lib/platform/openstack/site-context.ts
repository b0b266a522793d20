import type * as pulumi from "@pulumi/pulumi";
import type { CloudHooks } from "./hooks";
import type { OpenStackSettings } from "./settings";
import type { OpenStackSite } from "./site";

/** What everything of one site is made with. */
export interface SiteContext {
  readonly site: OpenStackSite;
  readonly settings: OpenStackSettings;
  readonly hooks: CloudHooks;
  /** Folder name of the stack. */
  readonly stack: string;
  /** Whether the machines are put into a server group. */
  readonly grouped: boolean;
}

/** What a network of this platform has besides what all have. */
export interface NetworkParts {
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  /** Whom the security group lets in, in words. */
  readonly sshRule: string;
  readonly serverGroupId?: pulumi.Input<string>;
  /** What must be there before a port is, and before a floating IP points at it. */
  readonly ready: readonly pulumi.Resource[];
  readonly reachable: readonly pulumi.Resource[];
}
