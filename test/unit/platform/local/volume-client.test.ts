import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { createMachine, deleteMachine } from "../../../../lib/platform/local/machine-client";
import { checkVolume, putVolume, volumeExists } from "../../../../lib/platform/local/volume-client";
import { machineInputs, World } from "./world";

const volume = { providerVersion: 1, stack: "p-dev", volume: "home", sizeGiB: 1 };
const volumes = [{ id: "p-dev/home", serial: "home" }];

describe("a data volume of this host", function () {
  this.timeout(30_000);
  let world: World;
  let file: string;
  beforeEach(() => {
    world = new World();
    file = path.join(world.data, "volumes/p-dev/home.qcow2");
  });
  afterEach(() => world.close());
  const sizeGiB = () => {
    const info = execFileSync("qemu-img", ["info", "-U", "--output=json", file], {
      encoding: "utf8",
    });
    return (JSON.parse(info) as { "virtual-size": number })["virtual-size"] / 1024 ** 3;
  };

  it("is made once, and found again with what is on it", async () => {
    expect(await putVolume(volume)).to.equal("p-dev/home");
    execFileSync("qemu-io", ["-c", "write -P 7 0 4k", file]);
    await putVolume(volume);
    expect(
      execFileSync("qemu-io", ["-c", "read -P 7 0 4k", file], { encoding: "utf8" }),
    ).not.to.contain("fail");
    expect(volumeExists(volume)).to.equal(true);
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
  });

  it("outlives its machine", async () => {
    await putVolume(volume);
    const { id } = await createMachine(machineInputs({ volumes }));
    await deleteMachine(id, machineInputs());
    expect(world.files()).to.deep.equal(["home.qcow2"]);
  });

  it("grows", async () => {
    await putVolume(volume);
    await putVolume({ ...volume, sizeGiB: 2 });
    expect(sizeGiB()).to.equal(2);
  });

  it("grows through its machine while that runs", async () => {
    await putVolume(volume);
    await createMachine(machineInputs({ volumes }));
    await putVolume({ ...volume, sizeGiB: 2 });
    expect(world.read("m", "commands.log")).to.contain(
      'block_resize {"node-name":"volume0","size":2147483648}',
    );
  });

  it("fails in the check when it is to shrink, also when an earlier stack has kept it", async () => {
    expect(await checkVolume(volume)).to.deep.equal([]);
    await putVolume({ ...volume, sizeGiB: 3 });
    const [failure] = await checkVolume(volume);
    expect(failure?.reason).to.contain("cannot shrink").and.to.contain("has 3 GiB, got 1");
    expect(await checkVolume({ ...volume, sizeGiB: 3 })).to.deep.equal([]);
  });

  it("fails to go to a second machine, until the first has gone", async () => {
    await putVolume(volume);
    const first = await createMachine(machineInputs({ volumes }));
    const second = machineInputs({ machine: "n", volumes });
    let failure: unknown;
    await createMachine(second).catch((error: unknown) => (failure = error));
    expect(String(failure)).to.contain("volume p-dev/home is in use by machine m of p-dev");
    await deleteMachine(first.id, machineInputs());
    expect((await createMachine(second)).outs.running).to.equal(true);
  });
});
