import type * as pulumi from "@pulumi/pulumi";
import { dynamic } from "@pulumi/pulumi";
import type { SiteNeeds } from "../platform";
import { siteProvider } from "./site-provider";
import { PROVIDER_VERSION } from "./version";

export interface LocalSiteArgs {
  /** Folder name of the stack. */
  readonly stack: string;
  readonly needs: SiteNeeds;
}

/** This host, found to have room for what a program asks of it. Checked in preview already. */
export class LocalSite extends dynamic.Resource {
  constructor(name: string, { stack, needs }: LocalSiteArgs, opts: pulumi.CustomResourceOptions) {
    const { machines, volumes, publicAddresses } = needs;
    const inputs = {
      stack,
      site: name,
      machines,
      volumes,
      publicAddresses,
      providerVersion: PROVIDER_VERSION,
    };
    super(siteProvider, name, inputs, opts, "slipway", "LocalSite");
  }
}
