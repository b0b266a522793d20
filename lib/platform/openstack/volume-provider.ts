import type * as pulumi from "@pulumi/pulumi";
import { configure } from "../../core/configure";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./volume-client";
import type { VolumeInputs } from "./volume-client";

/** Thin on purpose: its text is kept in the state of every resource. */
export const volumeProvider: pulumi.dynamic.ResourceProvider<VolumeInputs, VolumeInputs> = {
  configure,

  async check(_olds, inputs) {
    const { checkVolume } = loadInternal("platform/openstack/volume-client") as typeof Client;
    return { inputs, failures: await checkVolume(inputs) };
  },

  diff(_id, olds, news) {
    const replaces = (["stack", "volume"] as const).filter((key) => olds[key] !== news[key]);
    const updates = olds.sizeGiB !== news.sizeGiB || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes: updates || replaces.length > 0, replaces });
  },

  async create(inputs) {
    const { putVolume } = loadInternal("platform/openstack/volume-client") as typeof Client;
    return { id: await putVolume(inputs), outs: inputs };
  },

  async read(id, props) {
    const { volumeExists } = loadInternal("platform/openstack/volume-client") as typeof Client;
    return props && (await volumeExists(id)) ? { id, props } : { id: "" };
  },

  async update(_id, _olds, news) {
    const { putVolume } = loadInternal("platform/openstack/volume-client") as typeof Client;
    await putVolume(news);
    return { outs: news };
  },

  // The data outlives the stack; the next stack of this name finds it again.
  async delete(id, props) {
    const { sayKept } = loadInternal("platform/openstack/volume-client") as typeof Client;
    await sayKept(id, props);
  },
};
