import { expect } from "chai";
import { clusterHealthProvider, PROVIDER_VERSION } from "../../../lib/health/provider";
import { callSerialised, serialise } from "../node/serialised-provider";

/** Finds the problems that the cluster's name tells. */
const CLIENT = `
const found = ({ cluster }) => cluster === "lisa" ? [] : ["master: slurmctld: " + cluster];
exports.differs = (state, wanted) => state.triggers !== wanted.triggers || state.problems.length > 0;
exports.check = async (inputs) => found(inputs);
exports.repair = async (inputs) => found(inputs);
exports.look = async (state) => found(state);
exports.failure = (inputs, action, problems) => "not well: " + problems.join();
`;
const inputs = {
  cluster: "lisa",
  ssh: { privateKey: "PRIVATE" },
  workers: ["worker-1"],
  triggers: "boot-1",
  masked: ["MUNGE"],
  problems: [],
  providerVersion: PROVIDER_VERSION,
};
const dead = { ...inputs, cluster: "dead" };
const seen = { ...dead, problems: ["master: slurmctld: dead"] };

describe("the provider of ClusterHealth", function () {
  this.timeout(30_000);
  let text: string;
  before(async () => {
    text = await serialise(clusterHealthProvider);
  });
  const call = (method: string, ...args: unknown[]) =>
    callSerialised(text, { "health/client": CLIENT }, [{ method, args }])[0];

  it("is small in the state, the same on every machine, and holds no secret", () => {
    expect(text.length).to.be.below(20_000);
    expect(text).not.to.contain(process.cwd());
    expect(text).not.to.match(/["'`]\/(?:home|root|tmp|work|usr)\//);
    expect(text).not.to.contain("\r");
  });

  it("keeps as state what was wanted, once all is well", () => {
    expect(call("create", inputs)).to.deep.equal({ id: "lisa", outs: inputs });
  });

  it("fails in create with what does not work, and is left as not well: the next up repairs", () => {
    expect(call("create", { ...dead, __provider: "text" })).to.deep.equal({
      error: "not well: master: slurmctld: dead",
      id: "dead",
      properties: { ...seen, __provider: "text" },
      reasons: ["not well: master: slurmctld: dead"],
    });
  });

  it("repairs in update, and fails with what is left", () => {
    expect(call("update", "lisa", seen, inputs)).to.deep.equal({ outs: inputs });
    expect(call("update", "dead", seen, dead)).to.deep.equal({
      error: "not well: master: slurmctld: dead",
    });
  });

  it("writes what a refresh finds into state and inputs, and nothing of a cluster that is well", () => {
    expect(call("read", "lisa", inputs)).to.deep.equal({ id: "lisa", props: inputs });
    expect(call("read", "dead", dead)).to.deep.equal({ id: "dead", props: seen, inputs: seen });
    const again = { ...inputs, problems: ["master: slurmctld: dead"] };
    expect(call("read", "lisa", again)).to.deep.equal({ id: "lisa", props: inputs, inputs });
    expect(call("read", "lisa")).to.deep.equal({ id: "lisa" });
  });

  it("has something to do after a refresh that found problems, or when a node booted", () => {
    expect(call("diff", "lisa", inputs, inputs)).to.deep.equal({ changes: false });
    expect(call("diff", "dead", seen, dead)).to.deep.equal({ changes: true });
    expect(call("diff", "lisa", inputs, { ...inputs, triggers: "boot-2" })).to.deep.equal({
      changes: true,
    });
  });

  it("asks nobody in delete", () => {
    expect(call("delete", "dead", dead)).to.be.null;
  });
});
