import * as fs from "node:fs";
import { expect } from "chai";
import { ClusterImage, type ClusterImageArgs } from "../../lib/image/cluster-image";
import { planImage } from "../../lib/image/plan";
import { saidOf } from "./said";
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
      providerVersion: 2,
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

  it("hands the package state on", async () => {
    const { resources } = await make({ kind: "orchestrator", packageState: "2026-11" });
    const { inputs } = resources.find(({ name }) => name === "img-build") ?? {};
    const { name } = planImage({ kind: "orchestrator", packageState: "2026-11" });
    expect(inputs).to.deep.include({ wanted: name, packageState: "2026-11" });
  });

  for (const [age, preview, level] of [
    [10, true, "info"],
    [10, false, undefined],
    [46, true, "warn"],
    [46, false, "warn"],
  ] as const) {
    const when = preview ? "in preview" : "in a run";
    it(`says ${level ?? "nothing"} ${when} of packages that are ${String(age)} days old`, async () => {
      const packagesAt = new Date(Date.now() - age * 86_400_000 - 60_000).toISOString();
      const args = { kind: "orchestrator" };
      const said = await saidOf(planImage(args).name, packagesAt, () => make(args, preview));
      expect(said.map((each) => each.level)).to.deep.equal(level === undefined ? [] : [level]);
      if (level !== undefined) expect(said[0]?.text).to.include(` ${String(age)} days old`);
    });
  }

  it("warns past the age that was given", async () => {
    const packagesAt = new Date(Date.now() - 10 * 86_400_000).toISOString();
    const args = { kind: "orchestrator", maxAgeDays: 9 };
    const said = await saidOf(planImage(args).name, packagesAt, () => make(args));
    expect(said.map(({ level }) => level)).to.deep.equal(["warn"]);
    expect(said[0]?.text).to.match(/more than 9: .* set packageState to a new text, such as "/);
  });

  it("fails with a package state or an age that is none", async () => {
    await record(() => {
      const args = { kind: "orchestrator", packageState: "$(id)", maxAgeDays: 0 };
      expect(() => new ClusterImage("img", args)).to.throw(
        /2 invalid arguments\n {2}packageState: must be 1–32 of .*\n {2}maxAgeDays: must be a whole number 1–3650, got 0/,
      );
    });
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
