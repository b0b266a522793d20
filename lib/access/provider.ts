import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../core/dynamic";
import type { AccessInputs, AccessResult } from "./args";
import type * as Client from "./client";

/** Raised by hand when state must be written anew; see `diff`. */
export const PROVIDER_VERSION = 1;

type Inputs = AccessInputs & { readonly providerVersion: number };
/** State holds the place and the digest of the files: never the key. */
type Outs = AccessResult & Pick<Inputs, "stack" | "cluster" | "providerVersion">;

/** Thin on purpose: its text is kept in the state of every resource. */
export const accessFilesProvider: pulumi.dynamic.ResourceProvider<Inputs, Outs> = {
  diff(_id, olds, news) {
    const client = loadInternal("access/client") as typeof Client;
    const replaces = (["stack", "cluster"] as const).filter((key) => olds[key] !== news[key]);
    const altered = client.wantedDigest(news) !== olds.digest;
    const changes = altered || replaces.length > 0 || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes, replaces });
  },

  async create(inputs) {
    const client = loadInternal("access/client") as typeof Client;
    const { stack, cluster, providerVersion } = inputs;
    const result = await client.writeAccess(inputs);
    return { id: `${stack}/${cluster}`, outs: { ...result, stack, cluster, providerVersion } };
  },

  async update(_id, _olds, inputs) {
    const client = loadInternal("access/client") as typeof Client;
    const { stack, cluster, providerVersion } = inputs;
    return { outs: { ...(await client.writeAccess(inputs)), stack, cluster, providerVersion } };
  },

  async read(id, props) {
    if (props === undefined) return { id };
    const client = loadInternal("access/client") as typeof Client;
    return { id, props: { ...props, digest: await client.digestOnDisk(props) } };
  },

  async delete(_id, props) {
    const client = loadInternal("access/client") as typeof Client;
    await client.removeAccess(props);
  },
};
