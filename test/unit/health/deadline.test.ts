import { expect } from "chai";
import { deadlineSec } from "../../../lib/health/deadline";

describe("how long a head may take to tell a cluster's health", () => {
  it("grows with every 32 workers, which are asked at the same time", () => {
    const counts = [0, 1, 2, 32, 33, 64, 250];
    expect(counts.map((count) => deadlineSec("check", count))).to.deep.equal([
      60, 95, 95, 95, 130, 130, 340,
    ]);
    expect(counts.map((count) => deadlineSec("repair", count))).to.deep.equal([
      240, 310, 310, 310, 380, 380, 800,
    ]);
  });

  it("suffices for 250 workers of which none answers", () => {
    // Eight rounds of 10 s, then eight of 25 s.
    const silent = 8 * (10 + 25);
    expect(deadlineSec("check", 250)).to.be.above(silent + 30);
    expect(deadlineSec("repair", 250)).to.be.above(2 * silent + 120);
  });
});
