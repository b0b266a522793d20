import { expect } from "chai";
import type { dynamic } from "@pulumi/pulumi";
import { machineProvider } from "../../../../lib/platform/local/machine-provider";
import { networkProvider } from "../../../../lib/platform/local/network-provider";
import { siteProvider } from "../../../../lib/platform/local/site-provider";
import { volumeProvider } from "../../../../lib/platform/local/volume-provider";
import { callSerialised, serialise } from "../../node/serialised-provider";
import { machineInputs } from "./world";

const providers: Record<string, dynamic.ResourceProvider> = {
  machine: machineProvider as dynamic.ResourceProvider,
  network: networkProvider as dynamic.ResourceProvider,
  site: siteProvider as dynamic.ResourceProvider,
  volume: volumeProvider as dynamic.ResourceProvider,
};

/** A module all of whose functions give back their name and arguments, or `results[name]`. */
const echo = (results: object) => `
  const results = ${JSON.stringify(results)};
  module.exports = new Proxy({}, {
    get: (_, name) => (...args) => name in results ? results[name] : { called: name, args },
  });
`;
const client = (kind: string, results: object = {}) => ({
  [`platform/local/${kind}`]: echo(results),
});

describe("the local providers' text in the state", function () {
  this.timeout(20_000);

  for (const [kind, provider] of Object.entries(providers)) {
    it(`of a ${kind} is small and holds no path of this host and no secret`, async () => {
      const text = await serialise(provider);
      expect(text.length).to.be.lessThan(20_000);
      expect(text)
        .not.to.contain(process.cwd())
        .and.not.to.match(/\/home\/|\/root\/|s3cret|token/i);
    });
  }

  it("of a machine loads the client when it runs", async () => {
    const inputs = machineInputs();
    const state = { machineId: "id", running: false };
    const modules = {
      ...client("machine-client", { readMachine: state, updateMachine: { new: true } }),
      ...client("machine-diff"),
    };
    const calls = [
      { method: "create", args: [inputs] },
      { method: "diff", args: ["id", inputs, inputs] },
      { method: "diff", args: ["id", { ...inputs, running: true }, inputs] }, // it has stopped since
      { method: "read", args: ["id", inputs] },
      { method: "update", args: ["id", inputs, inputs] },
      { method: "delete", args: ["id", inputs] },
    ];
    expect(
      callSerialised(await serialise(machineProvider as dynamic.ResourceProvider), modules, calls),
    ).to.deep.equal([
      { called: "createMachine", args: [inputs] },
      { called: "diffMachine", args: [inputs, inputs, true] },
      { called: "diffMachine", args: [{ ...inputs, running: true }, inputs, false] },
      { id: "id", props: { ...inputs, ...state } },
      { outs: { new: true } },
      null,
    ]);
  });

  it("of a machine reports one that is not there as missing", async () => {
    const modules = { "platform/local/machine-client": "exports.readMachine = () => undefined;" };
    const calls = [{ method: "read", args: ["id", machineInputs()] }];
    const text = await serialise(machineProvider as dynamic.ResourceProvider);
    expect(callSerialised(text, modules, calls)).to.deep.equal([{ id: "" }]);
  });

  it("of a network starts it again when it has ended, and replaces it when its range changes", async () => {
    const inputs = { providerVersion: 1, stack: "s", network: "n", cidr: "10.77.0.0/24" };
    const results = { checkNetwork: [], createNetwork: "s/n", isNetworkRunning: false };
    const calls = [
      { method: "check", args: [{}, inputs] },
      { method: "create", args: [inputs] },
      { method: "read", args: ["s/n", inputs] },
      { method: "diff", args: ["s/n", { ...inputs, running: false }, inputs] },
      {
        method: "diff",
        args: ["s/n", { ...inputs, running: true }, { ...inputs, cidr: "10.78.0.0/24" }],
      },
      { method: "update", args: ["s/n", inputs, inputs] },
      { method: "delete", args: ["s/n", inputs] },
    ];
    const text = await serialise(networkProvider as dynamic.ResourceProvider);
    expect(callSerialised(text, client("network-client", results), calls)).to.deep.equal([
      { inputs, failures: [] },
      { id: "s/n", outs: { ...inputs, running: true } },
      { id: "s/n", props: { ...inputs, running: false } },
      { changes: true, replaces: [], deleteBeforeReplace: true },
      { changes: true, replaces: ["cidr"], deleteBeforeReplace: true },
      { outs: { ...inputs, running: true } },
      null,
    ]);
  });

  it("of a volume never deletes anything", async () => {
    const inputs = { providerVersion: 1, stack: "s", volume: "v", sizeGiB: 1 };
    const results = { checkVolume: [], putVolume: "s/v", volumeExists: false };
    const calls = [
      { method: "check", args: [{}, inputs] },
      { method: "create", args: [inputs] },
      { method: "read", args: ["s/v", inputs] },
      { method: "diff", args: ["s/v", inputs, { ...inputs, sizeGiB: 2 }] },
      { method: "update", args: ["s/v", inputs, { ...inputs, sizeGiB: 2 }] },
      { method: "delete", args: ["s/v", inputs] },
    ];
    const text = await serialise(volumeProvider as dynamic.ResourceProvider);
    expect(callSerialised(text, client("volume-client", results), calls)).to.deep.equal([
      { inputs, failures: [] },
      { id: "s/v", outs: inputs },
      { id: "" },
      { changes: true, replaces: [] },
      { outs: { ...inputs, sizeGiB: 2 } },
      null,
    ]);
  });

  it("of a site checks in preview", async () => {
    const inputs = { stack: "s", site: "x" };
    const failure = { property: "memory", reason: "needs 2.1 GiB" };
    const results = { checkSite: [failure], diffSite: { changes: false }, createSite: "id" };
    const calls = [
      { method: "check", args: [{}, inputs] },
      { method: "diff", args: ["id", inputs, inputs] },
      { method: "create", args: [inputs] },
      { method: "update", args: ["id", inputs, inputs] },
      { method: "delete", args: ["id", inputs] },
    ];
    const text = await serialise(siteProvider as dynamic.ResourceProvider);
    expect(callSerialised(text, client("site-client", results), calls)).to.deep.equal([
      { inputs, failures: [failure] },
      { changes: false },
      { id: "id", outs: inputs },
      { outs: inputs },
      null,
    ]);
  });
});
