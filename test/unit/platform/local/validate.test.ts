import { expect } from "chai";
import { validateLocal } from "../../../../lib/platform/local/validate";
import type { MachineNeed } from "../../../../lib/platform/platform";
import { World } from "./world";

const host = { platform: "linux", cpus: 2, memoryMiB: 8192 };
const machine = (own: Partial<MachineNeed> = {}): MachineNeed => {
  return { name: "m", vcpus: 1, memoryMiB: 512, diskGiB: 8, ...own };
};
const texts = (machines: MachineNeed[], facts = host) =>
  validateLocal({ machines, volumes: [], publicAddresses: 0 }, facts).map(
    (p) => `${p.path}: ${p.reason}`,
  );

describe("what this host can never do", () => {
  it("is nothing for small machines on a Linux host", () => {
    expect(texts([machine(), machine({ vcpus: 8 })])).to.deep.equal([]);
  });

  it("is to give a machine more than it has", () => {
    expect(texts([machine({ memoryMiB: 8100, vcpus: 9 })])).to.deep.equal([
      "vcpus: must be at most 8 on this host of 2 CPUs (m)",
      "memoryMiB: must be at most 8000 on this host (m)",
    ]);
  });

  it("is told once for machines that are alike", () => {
    const workers = ["w1", "w2", "w3"].map((name) => machine({ name, vcpus: 99 }));
    expect(texts(workers)).to.deep.equal(["vcpus: must be at most 8 on this host of 2 CPUs (w1)"]);
  });

  it("is to give all machines together more than it has", () => {
    const machines = Array.from({ length: 20 }, () => machine());
    expect(texts(machines)).to.deep.equal([
      "memoryMiB: all machines need 14080 MiB, this host has 8192",
    ]);
  });

  it("is to be something else than Linux", () => {
    expect(texts([], { ...host, platform: "darwin" })).to.deep.equal([
      "platform: local needs a Linux host",
    ]);
  });

  it("is to run without its tools, which one command installs", () => {
    const world = new World();
    process.env.PATH = world.root;
    try {
      expect(texts([])).to.deep.equal([
        "platform: local needs qemu-system-x86_64, qemu-img, mformat, mcopy, vde_switch, flock, not installed: " +
          "sudo apt-get install --no-install-recommends qemu-system-x86 qemu-utils mtools vde2 util-linux",
      ]);
    } finally {
      world.close();
    }
  });
});
