import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./network-client";
import type { NetworkInputs } from "./network-client";

type Outs = NetworkInputs & { readonly running: boolean };

/** Thin on purpose: its text is kept in the state of every resource. */
export const networkProvider: pulumi.dynamic.ResourceProvider<NetworkInputs, Outs> = {
  check(_olds, inputs) {
    const { checkNetwork } = loadInternal("platform/local/network-client") as typeof Client;
    return Promise.resolve({ inputs, failures: checkNetwork(inputs) });
  },

  diff(_id, olds, news) {
    const { isNetworkRunning } = loadInternal("platform/local/network-client") as typeof Client;
    const replaces = (["stack", "network", "cidr"] as const).filter(
      (key) => olds[key] !== news[key],
    );
    const updates =
      !olds.running || !isNetworkRunning(olds) || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({
      changes: updates || replaces.length > 0,
      replaces,
      deleteBeforeReplace: true,
    });
  },

  async create(inputs) {
    const { createNetwork } = loadInternal("platform/local/network-client") as typeof Client;
    return { id: await createNetwork(inputs), outs: { ...inputs, running: true } };
  },

  read(id, props) {
    const { isNetworkRunning } = loadInternal("platform/local/network-client") as typeof Client;
    return Promise.resolve(
      props ? { id, props: { ...props, running: isNetworkRunning(props) } } : { id },
    );
  },

  async update(_id, _olds, news) {
    const { startNetwork } = loadInternal("platform/local/network-client") as typeof Client;
    await startNetwork(news);
    return { outs: { ...news, running: true } };
  },

  async delete(_id, props) {
    const { deleteNetwork } = loadInternal("platform/local/network-client") as typeof Client;
    await deleteNetwork(props);
  },
};
