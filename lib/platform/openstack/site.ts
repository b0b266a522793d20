import type * as pulumi from "@pulumi/pulumi";
import { dynamic } from "@pulumi/pulumi";
import type { SiteNeeds } from "../platform";
import type { OpenStackSettings } from "./settings";
import { siteProvider } from "./site-provider";
import { PROVIDER_VERSION } from "./version";

export interface OpenStackSiteArgs {
  /** Folder name of the stack. */
  readonly stack: string;
  readonly needs: SiteNeeds;
  readonly settings: OpenStackSettings;
}

/** A project of a cloud, found to have room for what a program asks of it. Checked in preview already. */
export class OpenStackSite extends dynamic.Resource {
  /** Tells this site's objects from all others of the cloud. */
  declare readonly mark: pulumi.Output<string>;
  /** Flavor id by machine. */
  declare readonly flavors: pulumi.Output<Readonly<Record<string, string>>>;
  /** Image id by the name in the program. */
  declare readonly images: pulumi.Output<Readonly<Record<string, string>>>;
  /** Reference of an image that is not to be had any more, by the machine that runs from it. */
  declare readonly keptImages: pulumi.Output<Readonly<Record<string, string>>>;
  /** A new value for a machine that is broken or gone. */
  declare readonly replaced: pulumi.Output<Readonly<Record<string, string>>>;
  declare readonly externalNetworkId: pulumi.Output<string>;
  declare readonly externalNetworkName: pulumi.Output<string>;
  declare readonly networkId: pulumi.Output<string>;
  declare readonly subnetId: pulumi.Output<string>;
  declare readonly networkCidr: pulumi.Output<string>;

  constructor(
    name: string,
    { stack, needs, settings }: OpenStackSiteArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const inputs = {
      ...needs,
      stack,
      site: name,
      settings,
      providerVersion: PROVIDER_VERSION,
      mark: undefined,
      flavors: undefined,
      images: undefined,
      keptImages: undefined,
      replaced: undefined,
      externalNetworkId: undefined,
      externalNetworkName: undefined,
      networkId: undefined,
      subnetId: undefined,
      networkCidr: undefined,
    };
    super(siteProvider, name, inputs, opts, "slipway", "OpenStackSite");
  }
}
