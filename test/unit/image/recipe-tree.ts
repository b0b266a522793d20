import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Three kinds: `worker` and `master` derive from `base`. */
const FILES: Readonly<Record<string, string>> = {
  "run.sh": "run",
  "lib/log.bash": "log",
  "build/root.sh": "root",
  "base/packages": "sudo\n",
  "base/recipe/10-a.sh": "a",
  "base/files/etc/a.conf": "a",
  "master/parent": "base\n",
  "master/packages": "nfs\n",
  "worker/parent": "base\n",
  "worker/execute/10-b.sh": "b",
};

/** The files of the tree, and the kinds whose image must change with each. */
export const touches: readonly (readonly [file: string, kinds: readonly string[]])[] = Object.keys(
  FILES,
).map((file) => {
  const own = ["master", "worker"].find((kind) => file.startsWith(`${kind}/`));
  return [file, own === undefined ? ["base", "master", "worker"] : [own]];
});

export const kinds = ["base", "master", "worker"];

/** Runs `test` with a folder of recipes of its own. */
export function withRecipes<T>(test: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-recipes-"));
  try {
    for (const [file, content] of Object.entries(FILES)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), content);
    }
    return test(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
