import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { UNPACK } from "../../../lib/torque/unpack";
import { recipePayload } from "../../../lib/user-data/payload";

describe("UNPACK", () => {
  const archive = recipePayload("torque-master").afterBoot ?? "";
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-unpack-"));
    for (const folder of ["usr/lib", "usr/sbin"])
      fs.mkdirSync(path.join(root, folder), { recursive: true });
  });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
  });

  function unpack(input: string): number | null {
    const env = { ...process.env, SLIPWAY_ROOT: root };
    return spawnSync("bash", ["-c", UNPACK], { input, env }).status;
  }

  const command = () => path.join(root, "usr/sbin/slipway-users");
  const head = () => path.join(root, "usr/lib/slipway-head");

  it("puts commands into place that run", () => {
    expect(unpack(archive)).to.equal(0);
    expect(fs.readdirSync(path.join(root, "usr/lib"))).to.deep.equal(["slipway-head"]);
    expect(fs.statSync(command()).mode & 0o777).to.equal(0o755);
    const { status, stderr } = spawnSync("python3", ["-IS", command()], { encoding: "utf8" });
    expect(status).to.be.above(0);
    expect(stderr).to.match(/usage/i);
  });

  it("leaves nothing of what was there before, compiled files least of all", () => {
    unpack(archive);
    fs.writeFileSync(path.join(head(), "old.py"), "");
    expect(unpack(archive)).to.equal(0);
    expect(fs.readdirSync(head())).to.deep.equal(["slipway_head"]);
    const compiled = path.join(head(), "slipway_head/__pycache__");
    expect(fs.readdirSync(compiled)).to.have.length.above(10);
    const text = execFileSync(
      "cat",
      fs.readdirSync(compiled).map((f) => path.join(compiled, f)),
    );
    expect(text.includes("slipway-head.new")).to.equal(false);
  });

  it("changes nothing when the archive was cut off", () => {
    unpack(archive);
    const before = fs.statSync(command()).ino;
    for (const cut of [0, 4000, archive.length - 8]) {
      expect(unpack(archive.slice(0, cut)), String(cut)).to.be.above(0);
      expect(fs.statSync(command()).ino).to.equal(before);
      expect(fs.existsSync(path.join(head(), "slipway_head/users.py"))).to.equal(true);
    }
  });
});
