import { expect } from "chai";
import { imageBuildProvider, PROVIDER_VERSION, type BuildOuts } from "../../../lib/image/provider";
import { callSerialised, serialise } from "../node/serialised-provider";

const inputs = {
  wanted: "slipway-orchestrator-0123456789ab",
  kind: "orchestrator",
  packages: ["git"],
  providerVersion: PROVIDER_VERSION,
};
const outs: BuildOuts = { ...inputs, imageName: inputs.wanted };

// The builder that the provider finds in the program's own package.
const BUILDER = `
exports.ensureImageOf = async ({ kind, packages }) => ({ name: \`slipway-\${kind}-\${packages.join()}\` });
exports.imageManifest = () => ({ packagesAt: "2026-11-01T00:00:00.000Z" });
exports.buildProblems = async (name) => (name === "slipway-bad" ? ["no room"] : []);
exports.imageExists = (name) => name.startsWith("slipway-");
`;

describe("the provider of ImageBuild", () => {
  const diff = async (news: Partial<BuildOuts>) => {
    const result = await imageBuildProvider.diff?.("id", outs, { ...outs, ...news });
    return { changes: result?.changes, replaces: result?.replaces };
  };

  it("sees no change when nothing changed", async () => {
    expect(await diff({})).to.deep.equal({ changes: false, replaces: [] });
  });

  it("replaces when the image has another name", async () => {
    expect(await diff({ wanted: "other" })).to.deep.equal({ changes: true, replaces: ["wanted"] });
  });

  it("only writes state anew for a new version of itself", async () => {
    expect(await diff({ providerVersion: 99 })).to.deep.equal({ changes: true, replaces: [] });
  });

  it("learns from the cache when the packages were taken, if the state does not know", async () => {
    const text = await serialise(imageBuildProvider);
    const news = { ...inputs, providerVersion: 99 };
    const packagesAt = "2026-10-01T00:00:00.000Z";
    const updates = callSerialised(text, { "image/cache": BUILDER }, [
      { method: "update", args: ["id", outs, news] },
      { method: "update", args: ["id", { ...outs, packagesAt }, news] },
    ]);
    expect(updates).to.deep.equal([
      { outs: { ...outs, providerVersion: 99, packagesAt: "2026-11-01T00:00:00.000Z" } },
      { outs: { ...outs, providerVersion: 99, packagesAt } },
    ]);
  });

  it("checks in preview whether a new image can be built, and not again for one that was", async () => {
    const text = await serialise(imageBuildProvider);
    const bad = { ...inputs, wanted: "slipway-bad" };
    const checks = callSerialised(text, { "image/preflight": BUILDER }, [
      { method: "check", args: [{}, bad] },
      { method: "check", args: [inputs, { ...inputs, wanted: "slipway-good" }] },
      { method: "check", args: [bad, bad] },
    ]);
    expect(checks).to.deep.equal([
      { inputs: bad, failures: [{ property: "", reason: "no room" }] },
      { inputs: { ...inputs, wanted: "slipway-good" }, failures: [] },
      { inputs: bad },
    ]);
  });

  it("is small in the state, and holds no path and nothing of this machine", async () => {
    const text = await serialise(imageBuildProvider);
    expect(text.length).to.be.below(20_000);
    expect(text).not.to.include(process.cwd());
    expect(text).not.to.include("createHash");
  });

  it("builds, reads and forgets from its serialised text", async () => {
    const text = await serialise(imageBuildProvider);
    const [created, found, lost, deleted] = callSerialised(text, { "image/builder": BUILDER }, [
      { method: "create", args: [inputs] },
      { method: "read", args: ["slipway-a", outs] },
      { method: "read", args: ["gone", outs] },
      { method: "delete", args: ["slipway-a", outs] },
    ]);
    const name = "slipway-orchestrator-git";
    expect(created).to.deep.equal({ id: name, outs: { ...inputs, imageName: name } });
    expect(found).to.deep.equal({ id: "slipway-a", props: outs });
    expect(lost).to.deep.equal({});
    expect(deleted).to.equal(null);
  });
});
