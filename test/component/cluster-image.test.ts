import * as fs from "node:fs";
import { expect } from "chai";
import { ClusterImage, type ClusterImageArgs } from "../../lib/image/cluster-image";
import { planImage } from "../../lib/image/plan";
import { record } from "./recorder";

const make = (args: ClusterImageArgs, preview = false) =>
  record(() => new ClusterImage("img", args), { preview });

describe("ClusterImage", () => {
  for (const preview of [false, true]) {
    it(`makes exactly its build, ${preview ? "in preview" : "in a run"}`, async () => {
      const { resources } = await make({ kind: "torque-worker" }, preview);
      expect(resources.map(({ name, parent }) => [name, parent])).to.deep.equal([
        ["img", ""],
        ["img-build", "img"],
      ]);
    });
  }

  it("gives the build the name of the image, and nothing else of its content", async () => {
    const { resources } = await make({ kind: "orchestrator", packages: ["git", "fftw3"] });
    const build = resources.find(({ name }) => name === "img-build");
    const { name } = planImage({ kind: "orchestrator", packages: ["fftw3", "git"] });
    const { __provider: provider, ...inputs } = build?.inputs ?? {};
    expect(provider).to.be.a("string");
    expect(inputs).to.deep.equal({
      wanted: name,
      kind: "orchestrator",
      packages: ["fftw3", "git"],
      providerVersion: 1,
    });
  });

  it("builds nothing in a preview", async () => {
    const cache = process.env.XDG_CACHE_HOME;
    process.env.XDG_CACHE_HOME = fs.mkdtempSync("/tmp/slipway-cache-");
    await make({ kind: "orchestrator" }, true);
    expect(fs.readdirSync(process.env.XDG_CACHE_HOME)).to.deep.equal([]);
    fs.rmdirSync(process.env.XDG_CACHE_HOME);
    if (cache === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cache;
  });

  it("fails with all problems at once, before anything is made", async () => {
    const args = { kind: "hadoop", packages: ["ok", "Not OK", "$(id)"] };
    await record(() => {
      expect(() => new ClusterImage("img", args)).to.throw(
        [
          'ClusterImage "img": 3 invalid arguments',
          '  kind: must be one of: orchestrator, torque-master, torque-worker, got "hadoop"',
        ].join("\n"),
      );
    });
  });
});
