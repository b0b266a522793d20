import { expect } from "chai";
import fc from "fast-check";
import type { Existing } from "../../../../lib/platform/local/capacity";
import { memoryBytes, shortages } from "../../../../lib/platform/local/capacity";
import type { MachineNeed, SiteNeeds } from "../../../../lib/platform/platform";

const GIB = 1024 ** 3;
const machine = (name: string, memoryMiB = 512, diskGiB = 8): MachineNeed => {
  return { name, vcpus: 1, memoryMiB, diskGiB };
};
const cluster = (workers: number): SiteNeeds => ({
  machines: [
    machine("lisa-master"),
    ...Array.from({ length: workers }, (_, i) => machine(`lisa-worker-${String(i + 1)}`)),
  ],
  volumes: [],
  publicAddresses: 1,
});
const nothing: Existing = { runningMachines: new Map(), machines: new Map(), volumes: new Set() };
const plenty = { memoryBytes: 1000 * GIB, diskBytes: 1000 * GIB };
const texts = (...args: Parameters<typeof shortages>) =>
  shortages(...args).map(({ path, reason }) => `${path}: ${reason}`);

describe("room on this host", () => {
  it("is enough when all fits", () => {
    expect(shortages(cluster(2), nothing, plenty)).to.deep.equal([]);
  });

  const cases: [string, SiteNeeds, Partial<typeof plenty>, string[]][] = [
    [
      "tells how many workers fit",
      cluster(2),
      { memoryBytes: 1.4 * GIB },
      ["memory: needs 2.1 GiB of memory, 1.4 GiB free; at most 1 worker fits"],
    ],
    [
      "says none when only the master fits",
      cluster(3),
      { memoryBytes: 0.8 * GIB },
      ["memory: needs 2.8 GiB of memory, 0.8 GiB free; at most 0 workers fit"],
    ],
    [
      "gives other advice when not even the master fits",
      cluster(1),
      { memoryBytes: 0.2 * GIB },
      [
        "memory: needs 1.4 GiB of memory, 0.2 GiB free; make the machines smaller or free some on this host",
      ],
    ],
    [
      "counts the disks in full",
      cluster(2),
      { diskBytes: 17 * GIB },
      ["disk: needs 24.0 GiB of disk, 17.0 GiB free; at most 1 worker fits"],
    ],
    [
      "tells of memory and disk together",
      cluster(1),
      { memoryBytes: -1, diskBytes: 0 },
      [
        "memory: needs 1.4 GiB of memory, 0.0 GiB free; make the machines smaller or free some on this host",
        "disk: needs 16.0 GiB of disk, 0.0 GiB free; make the machines smaller or free some on this host",
      ],
    ],
  ];
  for (const [name, needs, room, expected] of cases) {
    it(name, () => {
      expect(texts(needs, nothing, { ...plenty, ...room })).to.deep.equal(expected);
    });
  }

  it("does not count machines that run again", () => {
    const existing: Existing = {
      runningMachines: new Map([["lisa-master", 512]]),
      machines: new Map([["lisa-master", 8]]),
      volumes: new Set(),
    };
    const room = { memoryBytes: memoryBytes(512), diskBytes: 8 * GIB };
    expect(shortages(cluster(1), existing, room)).to.deep.equal([]);
  });

  it("counts the memory, but not the disk, of machines that have stopped", () => {
    const existing: Existing = { ...nothing, machines: new Map([["lisa-master", 8]]) };
    const paths = shortages(cluster(0), existing, { memoryBytes: 0, diskBytes: 0 }).map(
      (p) => p.path,
    );
    expect(paths).to.deep.equal(["memory"]);
  });

  it("counts what a running machine is to grow by", () => {
    const existing: Existing = {
      ...nothing,
      runningMachines: new Map([["m", 512]]),
      machines: new Map([["m", 8]]),
    };
    const needs = { machines: [machine("m", 1536, 10)], volumes: [], publicAddresses: 0 };
    expect(texts(needs, existing, { memoryBytes: 0.5 * GIB, diskBytes: GIB })).to.deep.equal([
      "memory: needs 1.0 GiB of memory, 0.5 GiB free; make the machines smaller or free some on this host",
      "disk: needs 2.0 GiB of disk, 1.0 GiB free; make the machines smaller or free some on this host",
    ]);
  });

  it("counts volumes that are not there yet", () => {
    const needs = { machines: [], volumes: [{ name: "v", sizeGiB: 5 }], publicAddresses: 0 };
    const none = { ...plenty, diskBytes: 0 };
    expect(shortages(needs, nothing, none).map(({ path }) => path)).to.deep.equal(["disk"]);
    expect(shortages(needs, { ...nothing, volumes: new Set(["v"]) }, none)).to.deep.equal([]);
  });

  it("never says that more is free than is needed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 * GIB }),
        fc.integer({ min: 0, max: 9 }),
        (free, workers) => {
          for (const { reason } of shortages(cluster(workers), nothing, {
            ...plenty,
            memoryBytes: free,
          })) {
            const [needed, left] = [...reason.matchAll(/([\d.]+) GiB/g)].map(([, n]) => Number(n));
            expect(needed).to.be.greaterThan(left ?? Infinity);
          }
        },
      ),
    );
  });
});
