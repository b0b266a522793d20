import type * as pulumi from "@pulumi/pulumi";
import { configure } from "../../core/configure";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./site-client";
import type { SiteInputs } from "./site-client";

/** Thin on purpose: its text is kept in the state of every resource. */
export const siteProvider: pulumi.dynamic.ResourceProvider<SiteInputs, SiteInputs> = {
  configure,

  async check(olds, inputs) {
    const { checkSite } = loadInternal("platform/openstack/site-client") as typeof Client;
    return (await checkSite(olds, inputs)) as pulumi.dynamic.CheckResult<SiteInputs>;
  },

  diff(_id, olds, news) {
    const { diffSite } = loadInternal("platform/openstack/site-client") as typeof Client;
    return Promise.resolve(diffSite(olds, news));
  },

  create: (inputs) => Promise.resolve({ id: inputs.mark, outs: inputs }),

  update: (_id, _olds, outs) => Promise.resolve({ outs }),

  async delete(_id, props) {
    const { deleteSite } = loadInternal("platform/openstack/site-client") as typeof Client;
    await deleteSite(props);
  },
};
