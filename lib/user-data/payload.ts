import * as fs from "node:fs";
import * as path from "node:path";
import { recipesFolder } from "../core/package-root";
import { type ArchiveFile, archiveOf } from "./archive";
import { withoutComments } from "./comments";

/** The kind and those that it derives from, parents first. Throws when a recipe folder is missing. */
export function kindChain(kind: string, recipes: string = recipesFolder): string[] {
  const folder = path.join(recipes, kind);
  if (!fs.existsSync(folder)) throw new Error(`no recipes for ${kind}: ${folder} is missing`);
  const parentFile = path.join(folder, "parent");
  if (!fs.existsSync(parentFile)) return [kind];
  return [...kindChain(fs.readFileSync(parentFile, "utf8").trim(), recipes), kind];
}

/** What a node that starts from a stock image needs. */
export interface Recipes {
  /** Parents first. */
  readonly kinds: readonly string[];
  /** Base64 of a tar.gz of the folder of recipes, for the user data. */
  readonly archive: string;
  /** Base64 of a tar.gz, to be unpacked in `/` when the node is up; absent when there is no such file. */
  readonly afterBoot?: string;
}

/** What only image builds read; user data has little room. */
const BUILD_ONLY = /^[^/]+\/(?:image\/|packages\.image$)/;

/** The commands of `docs/design.md`, section 4: a third of the master's recipes, and no boot runs them. */
const AFTER_BOOT = /^torque-master\/files\/(usr\/(?:lib\/slipway-head|sbin)\/.*)$/;

const BASH = /^#!.*\b(?:ba)?sh\b/;

/**
 * The recipes of a kind and its parents, for nodes that start from a stock image.
 *
 * The same files give the same texts on every machine: order, times and owners are fixed.
 */
export function recipePayload(kind: string, recipes: string = recipesFolder): Recipes {
  const kinds = kindChain(kind, recipes);
  const files = ["run.sh", "lib", ...kinds]
    .flatMap((name) => filesBelow(recipes, name))
    .filter((file) => !BUILD_ONLY.test(file))
    .sort()
    .map((file) => read(recipes, file));
  const afterBoot = files.flatMap((file) => {
    const inGuest = AFTER_BOOT.exec(file.path)?.[1];
    return inGuest === undefined ? [] : [{ ...file, path: inGuest }];
  });
  return {
    kinds,
    archive: archiveOf(files.filter(({ path }) => !AFTER_BOOT.test(path)).map(shortened)),
    ...(afterBoot.length === 0 ? {} : { afterBoot: archiveOf(afterBoot) }),
  };
}

function read(root: string, file: string): ArchiveFile {
  const full = path.join(root, file);
  const executable = (fs.statSync(full).mode & 0o100) !== 0;
  return { path: file, executable, content: fs.readFileSync(full) };
}

function shortened(file: ArchiveFile): ArchiveFile {
  const text = file.content.toString();
  if (!/\.(?:ba)?sh$/.test(file.path) && !BASH.test(text)) return file;
  return { ...file, content: Buffer.from(withoutComments(text)) };
}

function filesBelow(root: string, name: string): string[] {
  const full = path.join(root, name);
  if (!fs.statSync(full).isDirectory()) return [name];
  return fs.readdirSync(full).flatMap((entry) => filesBelow(root, path.posix.join(name, entry)));
}
