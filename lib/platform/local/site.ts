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
      // What only other sites have to know is left out: it would be a change of this one.
      machines: machines.map(({ name: machine, vcpus, memoryMiB, diskGiB }) => {
        return { name: machine, vcpus, memoryMiB, diskGiB };
      }),
      volumes,
      publicAddresses,
      providerVersion: PROVIDER_VERSION,
    };
    super(siteProvider, name, inputs, opts, "slipway", "LocalSite");
  }
}
