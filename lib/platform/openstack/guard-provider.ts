import type * as pulumi from "@pulumi/pulumi";
import { configure } from "../../core/configure";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./guard-client";
import type { GuardInputs } from "./guard-client";

/** Thin on purpose: its text is kept in the state of every resource. */
export const guardProvider: pulumi.dynamic.ResourceProvider<GuardInputs, GuardInputs> = {
  configure,

  diff(_id, olds, news) {
    const replaces = (["mark", "network"] as const).filter((key) => olds[key] !== news[key]);
    const changes = replaces.length > 0 || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes, replaces });
  },

  create: (inputs) => Promise.resolve({ id: inputs.network, outs: inputs }),

  update: (_id, _olds, outs) => Promise.resolve({ outs }),

  async delete(_id, props) {
    const { clearNetwork } = loadInternal("platform/openstack/guard-client") as typeof Client;
    await clearNetwork(props);
  },
};
