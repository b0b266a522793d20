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
    const updated = await imageBuildProvider.update?.("id", outs, {
      ...inputs,
      providerVersion: 99,
    });
    expect(updated?.outs).to.deep.equal({ ...outs, providerVersion: 99 });
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
