import type { dynamic } from "@pulumi/pulumi";
import { expect } from "chai";
import { guardProvider } from "../../../../lib/platform/openstack/guard-provider";
import { imageProvider } from "../../../../lib/platform/openstack/image-provider";
import { siteProvider } from "../../../../lib/platform/openstack/site-provider";
import { volumeProvider } from "../../../../lib/platform/openstack/volume-provider";
import { callSerialised, serialise } from "../../node/serialised-provider";

const providers: Record<string, dynamic.ResourceProvider> = {
  guard: guardProvider as dynamic.ResourceProvider,
  image: imageProvider as dynamic.ResourceProvider,
  site: siteProvider as dynamic.ResourceProvider,
  volume: volumeProvider as dynamic.ResourceProvider,
};

/** A module all of whose functions give back their name and arguments, or `results[name]`. */
const echo = (results: object) => `
  const results = ${JSON.stringify(results)};
  module.exports = new Proxy({}, {
    get: (_, name) => async (...args) => name in results ? results[name] : { called: name, args },
  });
`;
const client = (kind: string, results: object = {}) => ({
  [`platform/openstack/${kind}`]: echo(results),
});

describe("the OpenStack providers' text in the state", function () {
  this.timeout(20_000);

  for (const [kind, provider] of Object.entries(providers)) {
    it(`of a ${kind} is small and holds no path of this host and no secret`, async () => {
      const text = await serialise(provider);
      expect(text.length).to.be.lessThan(20_000);
      expect(text)
        .not.to.contain(process.cwd())
        .and.not.to.match(/\/home\/|\/root\/|s3cret|token|password/i);
    });
  }

  it("of a site checks in preview and makes nothing", async () => {
    const inputs = { mark: "m" };
    const checked = { inputs, failures: [{ property: "", reason: "short" }] };
    const calls = [
      { method: "check", args: [{}, inputs] },
      { method: "create", args: [inputs] },
      { method: "update", args: ["m", inputs, inputs] },
      { method: "delete", args: ["m", inputs] },
    ];
    const text = await serialise(siteProvider as dynamic.ResourceProvider);
    expect(
      callSerialised(text, client("site-client", { checkSite: checked }), calls),
    ).to.deep.equal([checked, { id: "m", outs: inputs }, { outs: inputs }, null]);
  });

  it("of a volume never deletes anything", async () => {
    const inputs = { providerVersion: 1, stack: "s", volume: "v", sizeGiB: 1 };
    const results = { checkVolume: [], putVolume: "id", volumeExists: false };
    const calls = [
      { method: "check", args: [{}, inputs] },
      { method: "create", args: [inputs] },
      { method: "read", args: ["id", inputs] },
      { method: "diff", args: ["id", inputs, { ...inputs, sizeGiB: 2 }] },
      { method: "delete", args: ["id", inputs] },
    ];
    const text = await serialise(volumeProvider as dynamic.ResourceProvider);
    expect(callSerialised(text, client("volume-client", results), calls)).to.deep.equal([
      { inputs, failures: [] },
      { id: "id", outs: inputs },
      { id: "" },
      { changes: true, replaces: [] },
      null,
    ]);
  });

  it("of an image puts it into Glance once for each content, and keeps it", async () => {
    const inputs = { providerVersion: 1, image: "a" };
    const calls = [
      { method: "create", args: [inputs] },
      { method: "diff", args: ["id", inputs, inputs] },
      { method: "diff", args: ["id", inputs, { ...inputs, image: "b" }] },
      { method: "delete", args: ["id", inputs] },
    ];
    const text = await serialise(imageProvider as dynamic.ResourceProvider);
    const there = client("image-client", { putImage: "id", imageIsActive: true });
    expect(callSerialised(text, there, calls)).to.deep.equal([
      { id: "id", outs: inputs },
      { changes: false, replaces: [] },
      { changes: true, replaces: ["image"] },
      null,
    ]);
    const gone = client("image-client", { imageIsActive: false });
    expect(callSerialised(text, gone, calls.slice(1, 2))).to.deep.equal([
      { changes: true, replaces: ["image"] },
    ]);
  });

  it("of a guard empties its network when it goes", async () => {
    const inputs = { providerVersion: 1, mark: "m", network: "n" };
    const calls = [
      { method: "create", args: [inputs] },
      { method: "diff", args: ["n", inputs, { ...inputs, network: "o" }] },
      { method: "delete", args: ["n", inputs] },
    ];
    const text = await serialise(guardProvider as dynamic.ResourceProvider);
    expect(callSerialised(text, client("guard-client"), calls)).to.deep.equal([
      { id: "n", outs: inputs },
      { changes: true, replaces: ["network"] },
      null,
    ]);
  });
});
