import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { ensureImage } from "../../lib/image/builder";
import { rootFolder } from "../../lib/image/cache";
import { planImage } from "../../lib/image/plan";

/** Configuration that slipway adds a line to: sessions go into their user's share of the node. */
const CHANGED = ["/etc/pam.d/sshd", "/etc/pam.d/su"];

/** The layer below master and worker: nearly all packages of both. */
describe("an image, held against its packages", function () {
  this.timeout(900_000);
  let root: string;

  before(async () => {
    const plan = planImage({ kind: "torque-worker" });
    await ensureImage(plan);
    root = mkdtempSync(path.join(os.tmpdir(), "root-"));
    const archive = path.join(rootFolder(plan.parent?.name ?? ""), "root.tar.zst");
    execFileSync("tar", ["-x", "-f", archive, "-C", root, "--exclude=./dev/*", "--no-same-owner"]);
  });

  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("lacks no file but those that dpkg was told to leave out, and only slipway's have another content", () => {
    const told = readFileSync(path.join(root, "etc/dpkg/dpkg.cfg.d/slipway"), "utf8");
    const left = [...told.matchAll(/^path-exclude=(.*)$/gm)].map(([, glob = ""]) => pattern(glob));
    const odd = verify(root).filter((line) => {
      const [, missing] = /^missing +(?:c )?(\/.*)$/.exec(line) ?? [];
      return missing === undefined || !left.some((glob) => glob.test(missing));
    });
    expect(odd.map((line) => line.split(" ").at(-1))).to.deep.equal(CHANGED);
  });

  it("has the stand-in for graphics runtimes and no compiler's library for them", () => {
    const list = readFileSync(path.join(root, "var/lib/dpkg/status"), "utf8");
    const installed = [...list.matchAll(/^Package: (.*)$/gm)].map(([, name]) => name);
    expect(installed).to.include("slipway-no-gpu");
    expect(installed.filter((name) => /llvm|amdhip|comgr/.test(name ?? ""))).to.deep.equal([]);
  });
});

/** What `dpkg --verify` finds; it ends with an error when it finds anything. */
function verify(root: string): string[] {
  const command = `dpkg --root="$1" --verify || true`;
  const said = execFileSync("sh", ["-c", command, "verify", root], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return said.split("\n").filter((line) => line !== "");
}

/** A shell pattern of dpkg, in which `*` matches slashes too. */
function pattern(glob: string): RegExp {
  const text = glob.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${text}$`);
}
