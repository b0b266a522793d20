import { expect } from "chai";
import { nodeBootProvider, PROVIDER_VERSION } from "../../../lib/node/provider";
import { target } from "./fake-world";
import { callSerialised, serialise } from "./serialised-provider";

const CLIENT = `exports.waitForNode = async (inputs) => {
  if (inputs.node === "worker-2") throw new Error("worker-2: recipe a failed\\nevidence: /x");
  return { bootSec: 31.5, bootId: "boot-1" };
};`;
const inputs = {
  observer: { platform: "local", key: { name: "x" } },
  machineId: "m-1",
  node: "worker-1",
  role: "torque-worker",
  deadlineSec: 600,
  ssh: { ...target, privateKey: "PRIVATE" },
  stack: "demo-dev",
  signal: "recipes",
  masked: ["MUNGE"],
  providerVersion: PROVIDER_VERSION,
};
const outs = {
  bootSec: 31.5,
  bootId: "boot-1",
  machineId: "m-1",
  node: "worker-1",
  providerVersion: PROVIDER_VERSION,
};
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("the provider of NodeBoot", function () {
  this.timeout(30_000);
  let text: string;
  before(async () => {
    text = await serialise(nodeBootProvider);
  });
  const call = (method: string, ...args: unknown[]) =>
    callSerialised(text, { "node/client": CLIENT }, [{ method, args }])[0];

  it("is small in the state, the same on every machine, and holds no secret", () => {
    expect(text.length).to.be.below(20_000);
    expect(text).not.to.contain(process.cwd());
    expect(text).not.to.match(/["'`]\/(?:home|root|tmp|work|usr)\//);
    expect(text).not.to.contain("\r");
  });

  it("waits in create and keeps neither key nor secrets", () => {
    const created = call("create", inputs);
    expect(created).to.deep.equal({ id: "worker-1:boot-1", outs });
    expect(JSON.stringify(created)).not.to.match(/PRIVATE|MUNGE/);
  });

  it("fails in create without leaving a resource, so that the next up waits again", () => {
    const failed = call("create", { ...inputs, node: "worker-2" });
    expect(failed).to.deep.equal({ error: "worker-2: recipe a failed\nevidence: /x" });
  });

  it("waits again for another machine only", () => {
    const diff = (changes: object) => call("diff", "id", outs, { ...inputs, ...changes });
    const same = { changes: false, replaces: [], deleteBeforeReplace: true };
    expect(diff({})).to.deep.equal(same);
    expect(
      diff({ deadlineSec: 10, ssh: UNKNOWN, observer: UNKNOWN, masked: UNKNOWN }),
    ).to.deep.equal(same);
    expect(diff({ machineId: "m-2" })).to.deep.equal({
      ...same,
      changes: true,
      replaces: ["machineId"],
    });
    expect(diff({ machineId: UNKNOWN })).to.deep.equal({
      ...same,
      changes: true,
      replaces: ["machineId"],
    });
    expect(diff({ node: "other" })).to.deep.equal({ ...same, changes: true, replaces: ["node"] });
    expect(diff({ providerVersion: 2 })).to.deep.equal({ ...same, changes: true });
  });

  it("keeps the measure in an update, asks nobody in a refresh, does nothing in a delete", () => {
    const next = { ...inputs, providerVersion: 2 };
    expect(call("update", "id", outs, next)).to.deep.equal({
      outs: { ...outs, providerVersion: 2 },
    });
    expect(call("read", "id", outs)).to.deep.equal({ id: "id", props: outs });
    expect(call("read", "id")).to.deep.equal({ id: "id" });
    expect(call("delete", "id", outs)).to.be.null;
  });
});
