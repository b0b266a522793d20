import { expect } from "chai";
import { nodeAddress } from "../../../lib/torque/addresses";
import { parseReadiness } from "../../../lib/torque/readiness";

const measured = {
  nodes: 2,
  busy: 0,
  slots: 4,
  jobsSec: 1.2,
  mpiSec: 0.9,
  fileSec: 0.05,
  totalSec: 2.3,
};

describe("parseReadiness", () => {
  it("takes what the canary prints", () => {
    const ready = parseReadiness(`${JSON.stringify(measured)}\n`);
    expect(ready).to.deep.equal({ jobRan: true, ...measured });
  });

  it("says that no job ran when all workers were busy", () => {
    const ready = parseReadiness(JSON.stringify({ ...measured, nodes: 0, busy: 2 }));
    expect([ready.jobRan, ready.busy]).to.deep.equal([false, 2]);
  });

  it("fails without a number, and shows what was printed", () => {
    const text = JSON.stringify({ ...measured, mpiSec: "fast" });
    expect(() => parseReadiness(text)).to.throw(`the canary printed no mpiSec: ${text}`);
  });

  it("fails for what is no object", () => {
    expect(() => parseReadiness("null")).to.throw(/no object/);
    expect(() => parseReadiness("")).to.throw(/the canary printed no object: $/);
  });
});

describe("nodeAddress", () => {
  it("fails for what is no network", () => {
    expect(() => nodeAddress("here", 1)).to.throw(/not an IPv4 network: here/);
  });
});
