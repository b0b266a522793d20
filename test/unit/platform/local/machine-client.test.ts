import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import {
  createMachine,
  deleteMachine,
  readMachine,
  updateMachine,
} from "../../../../lib/platform/local/machine-client";
import { observe } from "../../../../lib/platform/local/observer";
import { stopMachine } from "../../../../lib/platform/local/power";
import { isAlive } from "../../../../lib/platform/local/process";
import { processOf, readRecord, writeRecord } from "../../../../lib/platform/local/record";
import type { MachineRecord } from "../../../../lib/platform/local/record";
import { removeSwitch } from "../../../../lib/platform/local/switch";
import { machineInputs, World } from "./world";

const network = { name: "net", cidr: "10.77.0.0/24" };
const recordOf = (machine = "m"): MachineRecord => {
  const record = readRecord("p-dev", machine);
  if (!record) throw new Error(`no record of ${machine}`);
  return record;
};
const failureOf = async (action: Promise<unknown>): Promise<string> => {
  try {
    await action;
  } catch (error) {
    return String(error);
  }
  return "";
};

describe("a machine of this host", function () {
  this.timeout(30_000);
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("runs once it is made, and leaves nothing once it is deleted", async () => {
    const inputs = machineInputs({ publicAddress: true, network, privateIp: "10.77.0.10" });
    const { id, outs } = await createMachine(inputs);
    expect(outs).to.include({ machineId: id, running: true, endpointHost: "127.0.0.1" });
    expect(outs).to.include({ privateAddress: "10.77.0.10" });
    expect(outs.endpointPort).to.be.within(20_000, 29_999);
    expect((await observe({ stack: "p-dev", machine: "m" })).state).to.equal("running");
    await deleteMachine(id, inputs);
    await removeSwitch("p-dev", "net");
    expect(world.files()).to.deep.equal([]);
    expect(world.processes()).to.deep.equal([]);
  });

  it("keeps its user data out of arguments, records and plain files", async () => {
    await createMachine(machineInputs());
    const { pid } = processOf(recordOf()) ?? { pid: 0 };
    expect(fs.readFileSync(`/proc/${String(pid)}/cmdline`, "utf8")).not.to.contain("s3cret");
    for (const file of ["machine.json", "qemu.log", "console.log"]) {
      expect(world.read("m", file), file).not.to.contain("s3cret");
    }
  });

  it("has its own links to the image, so that clearing the cache does no harm", async () => {
    const inputs = machineInputs();
    const { id, outs } = await createMachine(inputs);
    fs.rmSync(path.join(world.root, "cache/slipway/images"), { recursive: true });
    await stopMachine(recordOf(), 5000);
    expect(await updateMachine(id, outs, inputs)).to.include({ running: true });
    const folder = path.join(world.data, "local/p-dev/machines/m");
    execFileSync("qemu-img", ["check", "-q", "-U", path.join(folder, "disk.qcow2")]);
  });

  it("takes the kernel command line from the image", async () => {
    world.addImage("other", 1, { cmdline: "root=/dev/vda1 quiet" });
    await createMachine(machineInputs({ image: "other" }));
    expect(recordOf().kernelCommandLine).to.equal("root=/dev/vda1 quiet");
  });

  it("boots any disk image by its own loader", async () => {
    const disk = path.join(world.root, "stock.raw");
    execFileSync("qemu-img", ["create", "-q", "-f", "raw", disk, "100M"]);
    await createMachine(machineInputs({ image: disk }));
    expect(recordOf().kernelCommandLine).to.equal(undefined);
    const { pid } = processOf(recordOf()) ?? { pid: 0 };
    expect(fs.readFileSync(`/proc/${String(pid)}/cmdline`, "utf8")).not.to.contain("-kernel");
  });

  const failures: [string, () => Parameters<typeof machineInputs>[0], string][] = [
    ["the image is not there", () => ({ image: "none" }), "machine m: no image at"],
    ["the disk is smaller than the image", () => ({ image: big() }), "diskGiB: must be at least 3"],
    ["QEMU refuses to start", () => (world.mood("broken"), {}), "QEMU ended at once: qemu-system"],
  ];
  const big = () => (world.addImage("big", 3), "big");
  for (const [name, own, expected] of failures) {
    it(`fails and leaves nothing when ${name}`, async () => {
      const inputs = machineInputs({ publicAddress: true, ...own() });
      const failure = await failureOf(createMachine(inputs));
      expect(failure).to.contain(expected).and.not.to.contain("s3cret");
      expect(world.files()).to.deep.equal([]);
      expect(world.processes()).to.deep.equal([]);
    });
  }

  it("starts although another program took its port just before", async () => {
    world.mood("taken");
    const { outs } = await createMachine(machineInputs({ publicAddress: true }));
    expect(outs.running).to.equal(true);
  });

  it("fails when another machine of the network has the address", async () => {
    await createMachine(machineInputs({ network, privateIp: "10.77.0.10" }));
    const second = machineInputs({ machine: "n", network, privateIp: "10.77.0.10" });
    expect(await failureOf(createMachine(second))).to.contain(
      "10.77.0.10 is the address of machine m",
    );
  });

  it("gets a free address when none is wanted", async () => {
    const names = ["a", "b", "c"];
    const made = await Promise.all(
      names.map((machine) => createMachine(machineInputs({ machine, network }))),
    );
    const addresses = made.map(({ outs }) => outs.privateAddress).sort();
    expect(addresses).to.deep.equal(["10.77.0.100", "10.77.0.101", "10.77.0.102"]);
  });

  describe("after an interrupted run", () => {
    it("is made anew, and what the run left has gone", async () => {
      const inputs = machineInputs({ publicAddress: true });
      const first = await createMachine(inputs);
      const { process: left, ...unwritten } = recordOf();
      writeRecord({ ...unwritten, phase: "creating" }); // as if the run had ended before it wrote the process down
      const second = await createMachine(inputs);
      expect(second.id).not.to.equal(first.id);
      expect(isAlive(left)).to.equal(false);
      expect(world.processes()).to.have.length(1);
    });

    it("is made anew where the run left nothing but a folder", async () => {
      fs.mkdirSync(path.join(world.data, "local/p-dev/machines/m"), { recursive: true });
      expect((await createMachine(machineInputs())).outs.running).to.equal(true);
    });
  });

  describe("that has stopped", () => {
    it("is seen not to run, and starts again with the same disk and identity", async () => {
      const inputs = machineInputs({ publicAddress: true });
      const { id, outs } = await createMachine(inputs);
      const disk = () =>
        fs.statSync(path.join(world.data, "local/p-dev/machines/m/disk.qcow2")).ino;
      const before = disk();
      process.kill(recordOf().process?.pid ?? 0, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await readMachine(id, inputs)).to.include({ running: false });
      const seen = await observe({ stack: "p-dev", machine: "m" });
      expect(seen).to.include({ state: "gone", detail: "its QEMU process has ended" });
      const again = await updateMachine(id, { ...outs, running: false }, inputs);
      expect(again).to.include({ running: true, machineId: id, endpointPort: outs.endpointPort });
      expect(disk()).to.equal(before);
      expect(again.startId).not.to.equal(outs.startId);
      for (const console of ["console.log", "console.log.1"]) {
        expect(world.read("m", console)).to.equal("fake guest started\n");
      }
    });

    it("also counts as stopped when its network's switch has ended", async () => {
      const inputs = machineInputs({ network, privateIp: "10.77.0.10" });
      const { id, outs } = await createMachine(inputs);
      process.kill(recordOf().switchProcess?.pid ?? 0, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await readMachine(id, inputs)).to.include({ running: false });
      expect(await updateMachine(id, outs, inputs)).to.include({ running: true });
    });

    it("is missing when its disk has gone, or another one has its name", async () => {
      const inputs = machineInputs();
      const { id } = await createMachine(inputs);
      expect(await readMachine("another", inputs)).to.equal(undefined);
      await deleteMachine("another", inputs);
      expect(await readMachine(id, inputs)).to.include({ running: true });
      fs.rmSync(path.join(world.data, "local/p-dev/machines/m/disk.qcow2"));
      expect(await readMachine(id, inputs)).to.equal(undefined);
    });
  });

  it("whose guest was stopped by a full disk is seen not to run, and goes on", async () => {
    world.mood("full");
    const inputs = machineInputs();
    const { id, outs } = await createMachine(inputs);
    fs.writeFileSync(path.join(world.data, "local/p-dev/machines/m/full"), "");
    expect(await readMachine(id, inputs)).to.include({ running: false });
    const seen = await observe({ stack: "p-dev", machine: "m" });
    expect(seen.detail).to.contain("is this host's disk full?");
    await updateMachine(id, outs, inputs);
    expect(await readMachine(id, inputs)).to.include({ running: true });
  });

  describe("that changes", () => {
    it("restarts, gently, with another size and a grown disk", async () => {
      const inputs = machineInputs();
      const { id, outs } = await createMachine(inputs);
      const news = { ...inputs, vcpus: 2, memoryMiB: 128, diskGiB: 2, publicAddress: true };
      const updated = await updateMachine(id, outs, news);
      expect(updated).to.include({ machineId: id, running: true, memoryMiB: 128, diskGiB: 2 });
      expect(updated.endpointPort).to.be.a("number");
      expect(world.read("m", "console.log.1")).to.contain("power button");
      const disk = path.join(world.data, "local/p-dev/machines/m/disk.qcow2");
      const info = execFileSync("qemu-img", ["info", "-U", "--output=json", disk], {
        encoding: "utf8",
      });
      expect(JSON.parse(info)).to.include({ "virtual-size": 2 * 1024 ** 3 });
      const hidden = await updateMachine(id, updated, { ...news, publicAddress: false });
      expect(hidden).not.to.have.property("endpointPort");
      expect(world.files()).not.to.include("ports.json");
    });

    it("is left alone when nothing of it changes", async () => {
      const inputs = machineInputs();
      const { id, outs } = await createMachine(inputs);
      const { process: before } = recordOf();
      await updateMachine(id, outs, { ...inputs, providerVersion: 2 });
      expect(recordOf().process).to.deep.equal(before);
    });

    it("fails with advice when it has gone", async () => {
      const { outs } = await createMachine(machineInputs());
      expect(await failureOf(updateMachine("x", outs, machineInputs()))).to.contain(
        "pulumi refresh",
      );
    });
  });

  describe("that is stopped", () => {
    const moods: ["deaf" | "stubborn" | undefined, RegExp][] = [
      [undefined, /power button\n$/],
      ["deaf", /power button\nquit\n$/],
      ["stubborn", /power button\nquit\n$/],
    ];
    for (const [mood, expected] of moods) {
      it(`has ended afterwards, however ${mood ?? "good"} it is`, async () => {
        if (mood) world.mood(mood);
        await createMachine(machineInputs());
        await stopMachine(recordOf(), 300);
        expect(world.processes()).to.deep.equal([]);
        expect(world.read("m", "console.log")).to.match(expected);
      });
    }
  });
});

describe("observing", () => {
  it("says that a machine that never was is gone", async () => {
    const world = new World();
    expect(await observe({ stack: "p-dev", machine: "none" })).to.deep.equal({
      state: "gone",
      detail: "no machine none of p-dev on this host",
    });
    world.close();
  });

  it("gives the last 256 KiB of the console", async () => {
    const world = new World();
    await createMachine(machineInputs());
    const file = path.join(world.data, "local/p-dev/machines/m/console.log");
    fs.writeFileSync(file, `${"x".repeat(300_000)}end`);
    const { console } = await observe({ stack: "p-dev", machine: "m" });
    expect(console)
      .to.have.length(256 * 1024)
      .and.to.match(/end$/);
    world.close();
  });
});
