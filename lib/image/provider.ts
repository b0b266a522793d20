import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../core/dynamic";
import type * as Builder from "./builder";
import type * as Cache from "./cache";
import type * as Preflight from "./preflight";

/** Raised by hand when state must be written anew; see `diff`. */
export const PROVIDER_VERSION = 2;

/** Inputs of the build: the name stands for everything else. */
export interface BuildInputs {
  readonly wanted: string;
  readonly kind: string;
  readonly packages: readonly string[];
  readonly packageState?: string;
  readonly providerVersion: number;
}

export interface BuildOuts extends BuildInputs {
  readonly imageName: string;
  /** When the image's packages were taken from the archive, ISO 8601. Unset if nobody noted it. */
  readonly packagesAt?: string;
}

/** Thin on purpose: its text is kept in the state of every resource. */
export const imageBuildProvider: pulumi.dynamic.ResourceProvider<BuildInputs, BuildOuts> = {
  // In preview, so that nothing is made when the image can't be.
  async check(olds, news) {
    if (olds.wanted === news.wanted) return { inputs: news };
    const { buildProblems } = loadInternal("image/preflight") as typeof Preflight;
    const reasons = await buildProblems(news.wanted);
    return { inputs: news, failures: reasons.map((reason) => ({ property: "", reason })) };
  },

  diff(_id, olds, news) {
    const replaces = olds.wanted === news.wanted ? [] : ["wanted"];
    const changes = replaces.length > 0 || olds.providerVersion !== news.providerVersion;
    return Promise.resolve({ changes, replaces });
  },

  async create(inputs) {
    const builder = loadInternal("image/builder") as typeof Builder;
    const { name, packagesAt } = await builder.ensureImageOf(inputs);
    return { id: name, outs: outsOf(inputs, name, packagesAt) };
  },

  // States of earlier versions lack the time; this computer's cache may know it.
  update(_id, olds, inputs) {
    const { imageManifest } = loadInternal("image/cache") as typeof Cache;
    const packagesAt = olds.packagesAt ?? imageManifest(inputs.wanted).packagesAt;
    return Promise.resolve({ outs: outsOf(inputs, inputs.wanted, packagesAt) });
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

/** An unknown time is left out: Pulumi ends with "Unexpected struct type" at a value that is undefined. */
function outsOf(inputs: BuildInputs, imageName: string, packagesAt: string | undefined): BuildOuts {
  return { ...inputs, imageName, ...(packagesAt === undefined ? {} : { packagesAt }) };
}
