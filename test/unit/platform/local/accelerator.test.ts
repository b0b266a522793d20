import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import {
  chooseAccelerator,
  chooseAcceleratorFor,
} from "../../../../lib/platform/local/accelerator";
import { World } from "./world";

/** A QEMU that says `console` after `seconds`, and counts how often it boots. */
function qemu(world: World, script: string): void {
  const file = path.join(world.root, "bin/qemu-system-x86_64");
  fs.rmSync(file);
  const count = path.join(world.root, "boots");
  const text = `#!/bin/bash
    [ "$1" = --version ] && { echo "QEMU emulator version 7"; exit; }
    echo boot >> ${count}
    ${script}`;
  fs.writeFileSync(file, text, { mode: 0o755 });
}

describe("the accelerator", function () {
  this.timeout(20_000);
  let world: World;
  let kernel: string;
  let device: string;
  const boots = () =>
    fs.readFileSync(path.join(world.root, "boots"), "utf8").split("\n").length - 1;
  beforeEach(() => {
    world = new World();
    kernel = path.join(world.root, "kernel");
    device = path.join(world.root, "kvm");
    fs.writeFileSync(kernel, "kernel");
    fs.writeFileSync(device, "");
  });
  afterEach(() => world.close());

  it("is KVM when a kernel speaks under it, and that is remembered", async () => {
    qemu(world, 'echo "[    0.000000] Linux version 6.1"; sleep 60');
    const answers = [0, 1, 2].map(() => chooseAccelerator(kernel, device));
    expect(await Promise.all(answers)).to.deep.equal(["kvm", "kvm", "kvm"]);
    expect(boots()).to.equal(1);
  });

  it("is TCG when the kernel hangs under KVM", async () => {
    qemu(world, "echo SeaBIOS; exec sleep 60");
    const start = Date.now();
    expect(await chooseAccelerator(kernel, device)).to.equal("tcg");
    expect(Date.now() - start).to.be.within(4500, 9000);
    expect(world.processes()).to.deep.equal([]);
    expect(await chooseAccelerator(kernel, device)).to.equal("tcg");
    expect(boots()).to.equal(1);
  });

  it("is TCG when QEMU ends under KVM, and the reason is kept", async () => {
    qemu(world, "echo 'failed to set MSR 0x10a' >&2; exit 1");
    expect(await chooseAccelerator(kernel, device)).to.equal("tcg");
    const kept = fs.readFileSync(path.join(world.root, "cache/slipway/accelerator.json"), "utf8");
    expect(kept).to.contain("failed to set MSR 0x10a");
  });

  it("is tried again with another kernel", async () => {
    qemu(world, 'echo "Linux version 6.1"; exec sleep 60');
    await chooseAccelerator(kernel, device);
    fs.writeFileSync(kernel, "another kernel");
    await chooseAccelerator(kernel, device);
    expect(boots()).to.equal(2);
  });

  it("is TCG at once where there is no KVM, which is not remembered", async () => {
    expect(await chooseAccelerator(kernel, path.join(world.root, "none"))).to.equal("tcg");
    expect(fs.existsSync(path.join(world.root, "cache/slipway/accelerator.json"))).to.equal(false);
  });

  it("is found with any kernel at hand for an image that hides its own", async () => {
    qemu(world, "exit 1");
    expect(await chooseAcceleratorFor(undefined)).to.equal("tcg");
  });
});
