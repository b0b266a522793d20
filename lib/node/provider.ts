import type * as pulumi from "@pulumi/pulumi";
import { configure } from "../core/configure";
import { loadInternal } from "../core/dynamic";
import type { BootResult, NodeBootInputs } from "./args";
import type * as Client from "./client";

/** Raised by hand when state must be written anew; see `diff`. */
export const PROVIDER_VERSION = 1;

type Inputs = NodeBootInputs & { readonly providerVersion: number };
/** State holds what `diff` needs and the result: never the ssh key. */
type Outs = BootResult & Pick<Inputs, "machineId" | "node" | "providerVersion">;

/** Thin on purpose: its text is kept in the state of every resource. */
export const nodeBootProvider: pulumi.dynamic.ResourceProvider<Inputs, Outs> = {
  configure,

  diff(_id, olds, news) {
    const replaces = (["machineId", "node"] as const).filter((key) => olds[key] !== news[key]);
    const changes = replaces.length > 0 || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes, replaces, deleteBeforeReplace: true });
  },

  async create(inputs) {
    const { waitForNode } = loadInternal("node/client") as typeof Client;
    const result = await waitForNode(inputs);
    const { machineId, node, providerVersion } = inputs;
    return {
      id: `${node}:${result.bootId}`,
      outs: { ...result, machineId, node, providerVersion },
    };
  },

  update(_id, { bootSec, bootId }, { machineId, node, providerVersion }) {
    return Promise.resolve({ outs: { bootSec, bootId, machineId, node, providerVersion } });
  },

  read(id, props) {
    return Promise.resolve(props === undefined ? { id } : { id, props });
  },

  delete: () => Promise.resolve(),
};
