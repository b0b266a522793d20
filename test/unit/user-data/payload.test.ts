import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { kindChain, recipePayload } from "../../../lib/user-data/payload";

function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

const tree = {
  "run.sh": "echo run\n",
  "lib/log.bash": "log() { :; }\n",
  "base/recipe/10-a.sh": "true\n",
  "base/image/etc/motd": "built\n",
  "base/packages.image": "grub-pc-bin\n",
  "node/parent": "base\n",
  "node/execute/10-b.sh": "true\n",
  "other/execute/10-c.sh": "true\n",
};

describe("recipePayload", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-recipes-"));
    write(folder, tree);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("packs the runner, the library, the kind and its parents, and nothing else or for builds alone", () => {
    const listed = execFileSync("tar", ["-tz"], {
      input: Buffer.from(recipePayload("node", folder), "base64"),
    });
    expect(listed.toString().trim().split("\n")).to.deep.equal([
      "base/recipe/10-a.sh",
      "lib/log.bash",
      "node/execute/10-b.sh",
      "node/parent",
      "run.sh",
    ]);
  });

  it("is the same text for the same files, whenever and wherever they were written", () => {
    const first = recipePayload("node", folder);
    const copy = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-recipes-"));
    write(copy, Object.fromEntries(Object.entries(tree).reverse()));
    fs.utimesSync(path.join(copy, "run.sh"), 1, 1);
    expect(recipePayload("node", copy)).to.equal(first);
    fs.rmSync(copy, { recursive: true });
  });

  it("changes when a recipe changes", () => {
    const first = recipePayload("node", folder);
    write(folder, { "base/recipe/10-a.sh": "false\n" });
    expect(recipePayload("node", folder)).to.not.equal(first);
  });

  it("lists parents first", () => {
    expect(kindChain("node", folder)).to.deep.equal(["base", "node"]);
  });

  it("fails for a kind without recipes and names the folder", () => {
    expect(() => kindChain("nodes", folder)).to.throw(/no recipes for nodes: .*nodes is missing/);
  });

  it("fails for a missing parent", () => {
    write(folder, { "orphan/parent": "gone" });
    expect(() => recipePayload("orphan", folder)).to.throw(/no recipes for gone/);
  });
});
