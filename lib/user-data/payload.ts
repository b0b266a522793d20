import * as fs from "node:fs";
import * as path from "node:path";
import { create } from "tar";
import { recipesFolder } from "../core/package-root";

/** The kind and those that it derives from, parents first. Throws when a recipe folder is missing. */
export function kindChain(kind: string, recipes: string = recipesFolder): string[] {
  const folder = path.join(recipes, kind);
  if (!fs.existsSync(folder)) throw new Error(`no recipes for ${kind}: ${folder} is missing`);
  const parentFile = path.join(folder, "parent");
  if (!fs.existsSync(parentFile)) return [kind];
  return [...kindChain(fs.readFileSync(parentFile, "utf8").trim(), recipes), kind];
}

/** What only image builds read; user data has little room. */
const BUILD_ONLY = /^[^/]+\/(?:image\/|packages\.image$)/;

/**
 * The recipes of a kind and its parents as base64 of a tar.gz, for nodes that start from a stock image.
 *
 * The same files give the same text on every machine: order, times and owners are fixed.
 */
export function recipePayload(kind: string, recipes: string = recipesFolder): string {
  const kinds = kindChain(kind, recipes);
  const files = ["run.sh", "lib", ...kinds]
    .flatMap((name) => filesBelow(recipes, name))
    .filter((file) => !BUILD_ONLY.test(file))
    .sort();
  const archive = create(
    {
      cwd: recipes,
      sync: true,
      portable: true,
      gzip: { level: 9 },
      mtime: new Date(0),
      noDirRecurse: true,
    },
    files,
  ).read();
  if (archive === null) throw new Error(`the recipes of ${kind} could not be packed`);
  return archive.toString("base64");
}

function filesBelow(root: string, name: string): string[] {
  const full = path.join(root, name);
  if (!fs.statSync(full).isDirectory()) return [name];
  return fs.readdirSync(full).flatMap((entry) => filesBelow(root, path.posix.join(name, entry)));
}
