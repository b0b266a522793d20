import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import {
  checkNetwork,
  createNetwork,
  deleteNetwork,
  isNetworkRunning,
  startNetwork,
} from "../../../../lib/platform/local/network-client";
import { ensureSwitch } from "../../../../lib/platform/local/switch";
import { World } from "./world";

const network = { providerVersion: 1, stack: "p-dev", network: "net", cidr: "10.77.0.0/24" };

describe("a private network of this host", () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("is one switch process, and leaves nothing", async () => {
    expect(await createNetwork(network)).to.equal("p-dev/net");
    await startNetwork(network);
    expect(world.processes()).to.have.length(1);
    expect(isNetworkRunning(network)).to.equal(true);
    await deleteNetwork(network);
    await deleteNetwork(network);
    expect(world.processes()).to.deep.equal([]);
    expect(world.files()).to.deep.equal([]);
  });

  it("is one, also when several machines start it at once", async () => {
    const switches = await Promise.all([0, 1, 2, 3].map(() => ensureSwitch("p-dev", "net")));
    expect(new Set(switches.map(({ process }) => process.pid)).size).to.equal(1);
  });

  it("of another stack is another switch", async () => {
    const [a, b] = await Promise.all([ensureSwitch("a", "net"), ensureSwitch("b", "net")]);
    expect(a.process.pid).not.to.equal(b.process.pid);
    expect(a.folder).not.to.equal(b.folder);
  });

  it("can be entered by its owner only", async () => {
    const { folder } = await ensureSwitch("p-dev", "net");
    expect(fs.statSync(folder).mode & 0o777).to.equal(0o700);
  });

  it("is seen to have ended, and starts again", async () => {
    await createNetwork(network);
    for (const pid of world.processes()) process.kill(pid, "SIGKILL");
    while (isNetworkRunning(network)) await new Promise((resolve) => setTimeout(resolve, 20));
    await startNetwork(network);
    expect(isNetworkRunning(network)).to.equal(true);
  });

  it("is found again when the run that started it could not write that down", async () => {
    await createNetwork(network);
    fs.rmSync(path.join(world.data, "local/p-dev/networks/net/switch.json"));
    await createNetwork(network);
    expect(world.processes()).to.have.length(1);
  });

  const cases: [string, string | undefined][] = [
    ["10.77.0.0/24", undefined],
    ["10.0.3.0/24", undefined],
    ["10.0.2.0/24", "overlaps 10.0.2.0/24"],
    ["10.0.2.128/25", "overlaps 10.0.2.0/24"],
    ["10.0.0.0/16", "overlaps 10.0.2.0/24"],
    ["somewhere", "must be a network such as 10.77.0.0/24"],
  ];
  for (const [cidr, expected] of cases) {
    it(`${expected ? "fails" : "is fine"} with ${cidr}`, () => {
      const [failure] = checkNetwork({ ...network, cidr });
      if (expected === undefined) expect(failure).to.equal(undefined);
      else expect(failure?.reason).to.contain(expected);
    });
  }

  it("has sockets of short paths whatever its name", () => {
    expect(checkNetwork({ ...network, network: "n".repeat(90) })).to.deep.equal([]);
  });

  it("fails in the check when its sockets' path would be too long", () => {
    process.env.XDG_DATA_HOME = path.join(world.data, "d".repeat(90));
    const [failure] = checkNetwork(network);
    expect(failure?.reason).to.contain("XDG_DATA_HOME");
  });
});
