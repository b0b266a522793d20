import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { planImage } from "slipway/internal/image/plan";
import { fault, mutatingCalls, openstack } from "../support/lab";
import { listing } from "../support/listing";
import { Objects } from "../support/objects";

const CLI = path.resolve("dist/cli/main.js");
/** Names of images that other versions of slipway have built. */
const old = (digit: number): string => `slipway-torque-worker-${String(digit).padStart(12, "0")}`;
const mark = (name: string): object => ({ slipway_image: name, slipway_packages: "" });

describe("slipway images on a cloud", function () {
  this.timeout(300_000);
  let objects: Objects;
  let cache: string;
  let there: string[];
  const ids: Record<string, string> = {};

  before(async () => {
    there = await listing();
    objects = await Objects.open();
    cache = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-cache-"));
    addToCache(old(1));
    const current = planImage({ kind: "torque-worker" }).name;
    for (const [what, name, fields] of [
      ["unused", old(1), mark(old(1))],
      ["server's", old(2), mark(old(2))],
      ["volume's", old(3), mark(old(3))],
      ["protected", old(4), { ...mark(old(4)), protected: true }],
      ["another's", old(5), {}],
      ["machine's backup", "backup", mark(old(1))],
      ["current", current, mark(current)],
    ] as const)
      ids[what] = await objects.image(name, fields);
    await objects.server("lone", ids["server's"]);
    await objects.volume("disk", ids["volume's"]);
  });

  after(async () => {
    await openstack("image", "set", "--unprotected", ids.protected ?? "");
    await objects.remove();
    fs.rmSync(cache, { recursive: true });
    expect(await listing()).to.deep.equal(there);
  });

  it("lists those in the cache and in Glance, with what uses them", async () => {
    const { stdout } = await slipway([]);
    expect(stdout).to.match(/this computer \(.*\):\n.*\n {2}slipway-torque-worker-0{11}1 /);
    expect(stdout).to.match(/OpenStack project [0-9a-f]{32}:/);
    expect(stdout).to.match(new RegExp(`${old(2)}.* server lone$`, "m"));
    expect(stdout).to.match(new RegExp(`${old(3)}.* volume disk$`, "m"));
    expect(stdout).to.match(new RegExp(`${old(4)}.* is protected$`, "m"));
    expect(stdout).to.match(new RegExp(`${planImage({ kind: "torque-worker" }).name}.* yes `));
    expect(stdout).not.to.contain(old(5)).and.not.to.contain("backup");
  });

  it("says in a dry run what would be removed, and changes nothing", async () => {
    await fault("calls", "reset");
    const before = await listing();
    const { stdout } = await prune("--dry-run");
    expect(stdout).to.contain(`would remove ${old(1)} (${ids.unused ?? ""}): nothing uses it`);
    expect(stdout).to.contain(`keeps ${old(2)} (${ids["server's"] ?? ""}): used by server lone`);
    expect(stdout).to.contain("would remove 1 of 5");
    expect(await mutatingCalls()).to.equal(0);
    expect(await listing()).to.deep.equal(before);
    expect(inCache()).to.deep.equal([old(1)]);
  });

  it("keeps what is younger than a week unless told otherwise", async () => {
    const { stdout } = await slipway(["--prune"]);
    expect(stdout).to.contain("younger than 7 days").and.to.contain("removed 0 of 5");
  });

  it("removes what is out of use, at both places, and nothing else", async () => {
    const before = await listing();
    await prune();
    const gone = `images ${old(1)} ${ids.unused ?? ""}`;
    expect(await listing()).to.deep.equal(before.filter((line) => line !== gone));
    expect(inCache()).to.deep.equal([]);
  });

  it("fails without credentials, and says what is missing", async () => {
    const { stderr, exitCode } = await slipway([], { OS_CLOUD: "" });
    expect(exitCode).to.equal(1);
    expect(stderr).to.match(/^error: OpenStack credentials: missing the address of Keystone/);
  });

  const prune = (...words: string[]) => slipway(["--prune", "--keep-days", "0", ...words]);

  function slipway(words: readonly string[], env: Record<string, string> = {}) {
    const options = { env: { XDG_CACHE_HOME: cache, ...env }, reject: false };
    return execa(process.execPath, [CLI, "images", "--platform", "openstack", ...words], options);
  }

  function addToCache(name: string): void {
    const folder = path.join(cache, "slipway/images", name);
    fs.mkdirSync(folder, { recursive: true });
    execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", `${folder}/disk.qcow2`, "1G"]);
    fs.writeFileSync(path.join(folder, "manifest.json"), "{}");
  }

  const inCache = (): string[] => fs.readdirSync(path.join(cache, "slipway/images"));
});
