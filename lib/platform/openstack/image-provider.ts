import type * as pulumi from "@pulumi/pulumi";
import { configure } from "../../core/configure";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./image-client";
import type { ImageInputs } from "./image-client";

/** Thin on purpose: its text is kept in the state of every resource. */
export const imageProvider: pulumi.dynamic.ResourceProvider<ImageInputs, ImageInputs> = {
  configure,

  diff(_id, olds, news) {
    const replaces = olds.image === news.image ? [] : ["image"];
    const changes = replaces.length > 0 || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes, replaces });
  },

  async create(inputs) {
    const { putImage } = loadInternal("platform/openstack/image-client") as typeof Client;
    return { id: await putImage(inputs.image), outs: inputs };
  },

  update: (_id, _olds, outs) => Promise.resolve({ outs }),

  async read(id, props) {
    const { imageIsActive } = loadInternal("platform/openstack/image-client") as typeof Client;
    return props && (await imageIsActive(id)) ? { id, props } : { id: "" };
  },

  // It stays: other stacks may start machines from it, and so may the next cluster of this one.
  delete: () => Promise.resolve(),
};
