import { expect } from "chai";
import { chooseFaults } from "../../e2e/random-faults/choose";

const WORKERS = ["worker-1", "worker-2"];

const names = (seed: number, count: number): string[] =>
  chooseFaults(seed, count, WORKERS).map(({ name, node }) => `${node} ${name}`);

describe("the choice of random faults", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(names(1, 50)).to.deep.equal(names(1, 50));
    expect(names(1, 50)).to.not.deep.equal(names(2, 50));
  });

  it("has every kind of fault in 50 rounds", () => {
    const kinds = ["none", "stopped", "frozen", "not mounted", "disk full", "munge key", "clock"];
    const chosen = names(1, 50);
    for (const kind of kinds) expect(chosen.filter((name) => name.includes(kind))).to.not.be.empty;
  });
});
