import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./site-client";
import type { SiteInputs } from "./site-client";

/** Thin on purpose: its text is kept in the state of every resource. */
export const siteProvider: pulumi.dynamic.ResourceProvider<SiteInputs, SiteInputs> = {
  check(_olds, inputs) {
    const { checkSite } = loadInternal("platform/local/site-client") as typeof Client;
    return Promise.resolve({ inputs, failures: checkSite(inputs) });
  },

  diff(_id, olds, news) {
    const { diffSite } = loadInternal("platform/local/site-client") as typeof Client;
    return Promise.resolve(diffSite(olds, news));
  },

  async create(inputs) {
    const { createSite } = loadInternal("platform/local/site-client") as typeof Client;
    return { id: await createSite(inputs), outs: inputs };
  },

  update: (_id, _olds, outs) => Promise.resolve({ outs }),

  async delete(_id, props) {
    const { deleteSite } = loadInternal("platform/local/site-client") as typeof Client;
    await deleteSite(props);
  },
};
