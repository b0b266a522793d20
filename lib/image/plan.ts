import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { recipesFolder } from "../core/package-root";
import { kindChain } from "../user-data/payload";

/** The Debian release that images are made of. */
const SUITE = "trixie";

/** What decides an image's content. */
export interface ImageInputs {
  readonly kind: string;
  /** The user's packages, added to those of the kind. The order does not matter. */
  readonly packages?: readonly string[];
  /** The user's name for the state of Debian's packages. Another one gives other images, built from packages of that time. */
  readonly packageState?: string | undefined;
}

/** An image as it will be, named after the hash of everything that goes into it. */
export interface ImagePlan {
  /** `slipway-<kind>-<12 hex digits>`. */
  readonly name: string;
  readonly kind: string;
  /** The kind and those it derives from, parents first. */
  readonly kinds: readonly string[];
  readonly suite: string;
  readonly packages: readonly string[];
  readonly packageState?: string;
  /** The image whose root file system this one starts from. */
  readonly parent?: ImagePlan;
}

/**
 * Plans an image: reads recipes, builds nothing.
 *
 * The name changes exactly when the kind's own recipes, the runner, the build scripts, the packages, the
 * package state or the parent's name change. Throws when the kind has no recipes.
 */
export function planImage(inputs: ImageInputs, recipes: string = recipesFolder): ImagePlan {
  const kinds = kindChain(inputs.kind, recipes);
  const parentKind = kinds.at(-2);
  const { packageState } = inputs;
  const state = packageState === undefined ? {} : { packageState };
  const parent =
    parentKind === undefined ? undefined : planImage({ kind: parentKind, ...state }, recipes);
  const packages = [...new Set(inputs.packages ?? [])].sort();
  const hash = createHash("sha256");
  for (const part of [SUITE, inputs.kind, parent?.name ?? "", ...packages])
    hash.update(`${part}\0`);
  if (packageState !== undefined) hash.update(`state\0${packageState}\0`);
  for (const part of ["run.sh", "lib", "build", inputs.kind]) hashTree(hash, recipes, part);
  const name = `slipway-${inputs.kind}-${hash.digest("hex").slice(0, 12)}`;
  const plan = { name, kind: inputs.kind, kinds, suite: SUITE, packages, ...state };
  return parent === undefined ? plan : { ...plan, parent };
}

/** Paths, executable bits and contents, in an order that does not depend on the file system. */
function hashTree(hash: ReturnType<typeof createHash>, root: string, name: string): void {
  const full = path.join(root, name);
  const stat = fs.lstatSync(full);
  if (stat.isDirectory()) {
    for (const entry of fs.readdirSync(full).sort()) hashTree(hash, root, `${name}/${entry}`);
    return;
  }
  hash.update(`${name}\0${(stat.mode & 0o100) === 0 ? "-" : "x"}\0`);
  hash.update(stat.isSymbolicLink() ? fs.readlinkSync(full) : fs.readFileSync(full));
  hash.update("\0");
}
