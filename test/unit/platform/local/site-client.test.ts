import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { createMachine } from "../../../../lib/platform/local/machine-client";
import type { SiteInputs } from "../../../../lib/platform/local/site-client";
import {
  checkSite,
  createSite,
  deleteSite,
  diffSite,
} from "../../../../lib/platform/local/site-client";
import { ensureSwitch } from "../../../../lib/platform/local/switch";
import { machineInputs, World } from "./world";

const need = (name: string, memoryMiB = 64, diskGiB = 1) => ({
  name,
  vcpus: 1,
  memoryMiB,
  diskGiB,
});
const site = (own: Partial<SiteInputs> = {}): SiteInputs => ({
  providerVersion: 1,
  stack: "p-dev",
  site: "s",
  machines: [need("m")],
  volumes: [],
  publicAddresses: 0,
  ...own,
});

describe("the site check", function () {
  this.timeout(30_000);
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("finds nothing wrong with what fits, and changes nothing", () => {
    expect(checkSite(site())).to.deep.equal([]);
    expect(fs.existsSync(world.data)).to.equal(false);
  });

  it("fails with all that is short, by name of what is short", () => {
    const failures = checkSite(site({ machines: [need("m", 1e9, 1e9)] }));
    expect(failures).to.have.length(2);
    expect(failures[0]?.reason).to.match(/^needs \d+\.\d GiB of memory, \d+\.\d GiB free; /);
    expect(failures[1]?.reason).to.match(/^needs \d+\.\d GiB of disk, \d+\.\d GiB free; /);
  });

  it("does not count what is there already", async () => {
    const inputs = machineInputs();
    await createMachine(inputs);
    const volume = path.join(world.data, "volumes/p-dev/v.qcow2");
    fs.mkdirSync(path.dirname(volume), { recursive: true });
    fs.writeFileSync(volume, "");
    // As large as no host: if they counted, this would fail.
    const record = path.join(world.data, "local/p-dev/machines/m/machine.json");
    const text = fs.readFileSync(record, "utf8");
    fs.writeFileSync(record, text.replace('"memoryMiB": 64', '"memoryMiB": 1000000000'));
    const volumes = [{ name: "v", sizeGiB: 1e9 }];
    const short = checkSite(site({ machines: [need("m", 1e9)], volumes }));
    expect(short).to.deep.equal([]);
  });

  it("counts what machines of other stacks may still take", async () => {
    await createMachine(machineInputs({ stack: "p-other" }));
    const record = path.join(world.data, "local/p-other/machines/m/machine.json");
    const text = fs.readFileSync(record, "utf8");
    fs.writeFileSync(record, text.replace('"memoryMiB": 64', '"memoryMiB": 1000000000'));
    expect(
      checkSite(site())
        .map(({ reason }) => reason)
        .join(),
    ).to.match(/^needs \S+ GiB of memory/);
  });
});

describe("a site", function () {
  this.timeout(30_000);
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("leaves nothing", async () => {
    expect(await createSite(site())).to.match(/^[0-9a-f-]{36}$/);
    await deleteSite(site());
    await deleteSite(site());
    expect(world.files()).to.deep.equal([]);
  });

  it("also removes what an interrupted run has left, once it is the stack's last", async () => {
    await createSite(site());
    await createSite(site({ site: "t", machines: [] }));
    await createMachine(machineInputs({ publicAddress: true }));
    await ensureSwitch("p-dev", "a/b");
    await deleteSite(site({ site: "t" }));
    expect(world.processes()).to.have.length(2);
    await deleteSite(site());
    expect(world.processes()).to.deep.equal([]);
    expect(world.files()).to.deep.equal([]);
  });

  it("fails where machines of its names belong to another state", async () => {
    await createMachine(machineInputs());
    let failure: unknown;
    await createSite(site()).catch((error: unknown) => (failure = error));
    expect(String(failure)).to.contain(
      "machines m of p-dev exist on this host, but not in this stack's state",
    );
    expect(world.processes()).to.have.length(1);
  });

  it("changes with what is asked of the host, and is replaced only when it moves", () => {
    expect(diffSite(site(), site())).to.deep.equal({ changes: false, replaces: [] });
    const more = site({ machines: [need("m"), need("n")] });
    expect(diffSite(site(), more)).to.deep.equal({ changes: true, replaces: [] });
    expect(diffSite(site(), site({ stack: "q-dev" })).replaces).to.deep.equal(["stack"]);
  });
});

describe("the tools of the tests", () => {
  it("are there: QEMU's disk tool, mtools and vde2", () => {
    for (const tool of ["qemu-img", "mformat", "vde_switch"]) {
      expect(execFileSync("bash", ["-c", `command -v ${tool}`], { encoding: "utf8" })).to.contain(
        tool,
      );
    }
  });
});
