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
      input: Buffer.from(recipePayload("node", folder).archive, "base64"),
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
    expect(recipePayload("node", copy)).to.deep.equal(first);
    fs.rmSync(copy, { recursive: true });
  });

  it("changes when a recipe changes", () => {
    const first = recipePayload("node", folder);
    write(folder, { "base/recipe/10-a.sh": "false\n" });
    expect(recipePayload("node", folder).archive).to.not.equal(first.archive);
  });

  it("keeps the master's commands for when it is up, as they lie in the guest", () => {
    expect(recipePayload("node", folder)).to.not.have.property("afterBoot");
    const commands = ["usr/lib/slipway-head/a.py", "usr/sbin/slipway-a"];
    const files = [...commands, "etc/b.conf"].map((name) => [`torque-master/files/${name}`, "#\n"]);
    write(folder, Object.fromEntries(files) as Record<string, string>);
    const { archive, afterBoot } = recipePayload("torque-master", folder);
    const list = (text = ""): string[] =>
      execFileSync("tar", ["-tz"], { input: Buffer.from(text, "base64") })
        .toString()
        .trim()
        .split("\n");
    expect(list(afterBoot)).to.deep.equal(commands);
    expect(list(archive).filter((name) => name.startsWith("torque-master/"))).to.deep.equal([
      "torque-master/files/etc/b.conf",
    ]);
  });

  it("packs executables as such, bash without comments and all else as it is", () => {
    write(folder, { "node/files/a": "# kept\n", "node/files/b": "#!/bin/sh\n# gone\ntrue\n" });
    fs.chmodSync(path.join(folder, "node/files/b"), 0o700);
    const unpacked = path.join(folder, "unpacked");
    fs.mkdirSync(unpacked);
    execFileSync("tar", ["-C", unpacked, "-xzf", "-"], {
      input: Buffer.from(recipePayload("node", folder).archive, "base64"),
    });
    const read = (name: string) => fs.readFileSync(path.join(unpacked, name), "utf8");
    const mode = (name: string) => fs.statSync(path.join(unpacked, name)).mode & 0o111;
    expect(read("node/files/a")).to.equal("# kept\n");
    expect(read("node/files/b")).to.equal("#!/bin/sh\n\ntrue\n");
    expect([mode("node/files/a"), mode("node/files/b")]).to.deep.equal([0, 0o111]);
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
