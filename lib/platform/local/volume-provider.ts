import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./volume-client";
import type { VolumeInputs } from "./volume-client";

/** Thin on purpose: its text is kept in the state of every resource. */
export const volumeProvider: pulumi.dynamic.ResourceProvider<VolumeInputs, VolumeInputs> = {
  async check(_olds, inputs) {
    const { checkVolume } = loadInternal("platform/local/volume-client") as typeof Client;
    return { inputs, failures: await checkVolume(inputs) };
  },

  diff(_id, olds, news) {
    const replaces = (["stack", "volume"] as const).filter((key) => olds[key] !== news[key]);
    const updates = olds.sizeGiB !== news.sizeGiB || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes: updates || replaces.length > 0, replaces });
  },

  async create(inputs) {
    const { putVolume } = loadInternal("platform/local/volume-client") as typeof Client;
    return { id: await putVolume(inputs), outs: inputs };
  },

  read(id, props) {
    const { volumeExists } = loadInternal("platform/local/volume-client") as typeof Client;
    return Promise.resolve(props && volumeExists(props) ? { id, props } : { id: "" });
  },

  async update(_id, _olds, news) {
    const { putVolume } = loadInternal("platform/local/volume-client") as typeof Client;
    await putVolume(news);
    return { outs: news };
  },

  // The data outlives the stack; the next stack of this name finds it again.
  delete(_id, props) {
    const { sayKept } = loadInternal("platform/local/volume-client") as typeof Client;
    sayKept(props);
    return Promise.resolve();
  },
};
