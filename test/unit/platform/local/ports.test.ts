import { fork } from "node:child_process";
import * as fs from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { expect } from "chai";
import { canBind, releasePort, reservePort } from "../../../../lib/platform/local/ports";
import { machineFolder, makeFolder } from "../../../../lib/platform/local/store";
import { World } from "./world";

const owner = (machine: string, stack = "p-dev") => {
  makeFolder(machineFolder(stack, machine));
  return { stack, machine };
};

describe("ports of 127.0.0.1", () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("stay with their machine until they are given back", async () => {
    const a = await reservePort(owner("a"));
    expect(await reservePort(owner("a"))).to.equal(a);
    expect(await reservePort(owner("b"))).not.to.equal(a);
    await releasePort(owner("a"));
    await releasePort(owner("a"));
    await releasePort(owner("b"));
    expect(world.files()).to.deep.equal([]);
  });

  it("differ between stacks", async () => {
    const ports = await Promise.all([reservePort(owner("m", "a")), reservePort(owner("m", "b"))]);
    expect(new Set(ports).size).to.equal(2);
  });

  it("are changed when somebody else listens there", async () => {
    const port = await reservePort(owner("a"));
    const other = createServer().listen(port, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    expect(await canBind(port)).to.equal(false);
    expect(await reservePort(owner("a"))).not.to.equal(port);
    other.close();
  });

  it("of machines that have gone are free again", async () => {
    const gone = owner("gone");
    await reservePort(gone);
    fs.rmSync(machineFolder(gone.stack, gone.machine), { recursive: true });
    await reservePort(owner("a"));
    const registry = fs.readFileSync(path.join(world.data, "local/ports.json"), "utf8");
    expect(registry).to.contain('"a"').and.not.to.contain("gone");
  });

  it("are never given twice, whatever number of processes ask at once", async () => {
    const script = path.join(world.root, "ask.js");
    fs.writeFileSync(
      script,
      `const { reservePort } = require(${JSON.stringify(require.resolve("../../../../lib/platform/local/ports"))});
       const owners = JSON.parse(process.argv[2]);
       Promise.all(owners.map(reservePort)).then((ports) => process.send(ports));`,
    );
    const ask = (owners: object[]): Promise<number[]> =>
      new Promise((resolve, reject) => {
        const execArgv = ["-r", require.resolve("ts-node/register/transpile-only")];
        const child = fork(script, [JSON.stringify(owners)], { execArgv });
        child.once("message", (ports) => resolve(ports as number[]));
        child.once("exit", (code) => reject(new Error(`ended with ${String(code)}`)));
      });
    const groups = [0, 1, 2, 3].map((i) =>
      [0, 1, 2, 3, 4].map((j) => owner(`m${String(i)}-${String(j)}`)),
    );
    const ports = (await Promise.all(groups.map(ask))).flat();
    expect(new Set(ports).size).to.equal(20);
    for (const port of ports) expect(port).to.be.within(20_000, 29_999);
  }).timeout(60_000);
});
