import type * as pulumi from "@pulumi/pulumi";
import { configure } from "../../core/configure";
import { loadInternal } from "../../core/dynamic";
import type * as Client from "./image-client";
import type { ImageInputs } from "./image-client";

/** Thin on purpose: its text is kept in the state of every resource. */
export const imageProvider: pulumi.dynamic.ResourceProvider<ImageInputs, ImageInputs> = {
  configure,

  async diff(id, olds, news) {
    const { imageIsActive } = loadInternal("platform/openstack/image-client") as typeof Client;
    const stays = olds.image === news.image && (await imageIsActive(id));
    const changes = !stays || olds.providerVersion !== news.providerVersion;
    return { changes, replaces: stays ? [] : ["image"] };
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
