import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../core/dynamic";
import type * as Builder from "./builder";

/** Raised by hand when state must be written anew; see `diff`. */
export const PROVIDER_VERSION = 1;

/** Inputs of the build: the name stands for everything else. */
export interface BuildInputs {
  readonly wanted: string;
  readonly kind: string;
  readonly packages: readonly string[];
  readonly providerVersion: number;
}

export interface BuildOuts extends BuildInputs {
  readonly imageName: string;
}

/** Thin on purpose: its text is kept in the state of every resource. */
export const imageBuildProvider: pulumi.dynamic.ResourceProvider<BuildInputs, BuildOuts> = {
  diff(_id, olds, news) {
    const replaces = olds.wanted === news.wanted ? [] : ["wanted"];
    const changes = replaces.length > 0 || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes, replaces });
  },

  async create(inputs) {
    const builder = loadInternal("image/builder") as typeof Builder;
    const { name } = await builder.ensureImageOf(inputs);
    return { id: name, outs: { ...inputs, imageName: name } };
  },

  update(_id, _olds, inputs) {
    return Promise.resolve({ outs: { ...inputs, imageName: inputs.wanted } });
  },

  read(id, props) {
    const builder = loadInternal("image/builder") as typeof Builder;
    return Promise.resolve(builder.imageExists(id) && props ? { id, props } : {});
  },

  // The image stays in the cache: other stacks may use it, and the next cluster starts at once.
  delete() {
    return Promise.resolve();
  },
};
