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
  workers: { "worker-1": "ran", "worker-2": "ran" },
};

const NAMES = ["worker-1", "worker-2"];
const told = (changes: object): string => JSON.stringify({ ...measured, ...changes });

describe("parseReadiness", () => {
  it("takes what the canary prints", () => {
    const ready = parseReadiness(`${JSON.stringify(measured)}\n`, NAMES);
    expect(ready).to.deep.equal({ jobRan: true, ...measured });
  });

  it("takes a busy worker for one that works", () => {
    const text = told({ nodes: 1, busy: 1, workers: { "worker-1": "ran", "worker-2": "busy" } });
    expect(parseReadiness(text, NAMES)).to.include({ jobRan: true, nodes: 1, busy: 1 });
  });

  it("says that no job ran when all workers were busy", () => {
    const workers = { "worker-1": "busy", "worker-2": "busy" };
    const ready = parseReadiness(told({ nodes: 0, busy: 2, workers }), NAMES);
    expect([ready.jobRan, ready.busy]).to.deep.equal([false, 2]);
  });

  it("fails for a worker that is not accounted for, and names it", () => {
    const missing = told({ nodes: 1, workers: { "worker-1": "ran" } });
    expect(() => parseReadiness(missing, NAMES)).to.throw(
      `the canary printed no proof that worker-2 can run jobs: ${missing}; to run it again: pulumi up --replace '**-canary'`,
    );
    const down = told({ workers: { "worker-1": "ran", "worker-2": "down" } });
    expect(() => parseReadiness(down, NAMES)).to.throw(/no proof that worker-2 can/);
    const inherited = told({ workers: {} });
    expect(() => parseReadiness(inherited, ["constructor"])).to.throw(/no proof that constructor/);
  });

  it("fails for the answer of a canary that found no scheduler", () => {
    const text = '{"nodes":0,"busy":0,"slots":0,"jobsSec":0,"mpiSec":0,"fileSec":0,"totalSec":0}';
    expect(() => parseReadiness(text, NAMES)).to.throw(/the canary printed no workers/);
  });

  it("fails when the canary's own count is another", () => {
    expect(() => parseReadiness(told({ nodes: 3 }), NAMES)).to.throw(
      /printed 3 as the number of workers with proof "ran"/,
    );
    expect(() => parseReadiness(told({ busy: 1 }), NAMES)).to.throw(
      /printed 1 as the number of workers with proof "busy"/,
    );
  });

  it("fails without a number, and shows what was printed", () => {
    const text = told({ mpiSec: "fast" });
    expect(() => parseReadiness(text, NAMES)).to.throw(`the canary printed no mpiSec: ${text}`);
  });

  it("fails for what is no object, and shows no control character", () => {
    expect(() => parseReadiness("null", NAMES)).to.throw(/no object/);
    expect(() => parseReadiness("", NAMES)).to.throw(/the canary printed no object: ;/);
    expect(() => parseReadiness("a\u001b[2Jb\nc", NAMES)).to.throw(
      "the canary printed no object: a\\u{1b}[2Jb\\u{a}c;",
    );
  });
});

describe("nodeAddress", () => {
  it("fails for what is no network", () => {
    expect(() => nodeAddress("here", 1)).to.throw(/not an IPv4 network: here/);
  });
});
