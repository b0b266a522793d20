import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { packageRoot, recipesFolder } from "../../../lib/core/package-root";
import { cacheRoot, dataRoot, stackFolder } from "../../../lib/core/paths";

describe("paths", () => {
  const saved = { ...process.env };
  afterEach(() => {
    for (const key of ["XDG_DATA_HOME", "XDG_CACHE_HOME"]) {
      if (saved[key] === undefined) Reflect.deleteProperty(process.env, key);
      else process.env[key] = saved[key];
    }
  });

  it("follow the XDG variables", () => {
    process.env.XDG_DATA_HOME = "/data";
    process.env.XDG_CACHE_HOME = "/cache";
    expect([dataRoot(), cacheRoot()]).to.deep.equal(["/data/slipway", "/cache/slipway"]);
  });

  it("lie in the home folder when a variable is missing or is not absolute", () => {
    process.env.XDG_DATA_HOME = "relative";
    Reflect.deleteProperty(process.env, "XDG_CACHE_HOME");
    expect(dataRoot()).to.equal(path.join(os.homedir(), ".local/share/slipway"));
    expect(cacheRoot()).to.equal(path.join(os.homedir(), ".cache/slipway"));
  });

  it("make a stack's folder safe and short", () => {
    expect(stackFolder("slipway", "dev-1")).to.equal("slipway-dev-1");
    expect(stackFolder("slipway", "org/dev team")).to.match(/^slipway-org_dev_team-[0-9a-f]{8}$/);
    expect(stackFolder("p".repeat(60), "s")).to.have.length(40);
  });

  it("never make the same folder for two stacks", () => {
    const pairs = [
      ["a", "b-c"],
      ["a-b", "c"],
      ["a", "b/c"],
      ["a", "b_c"],
    ] as const;
    const long = ["x", "y"].map((end) => ["p".repeat(60), end] as const);
    const folders = [...pairs, ...long].map(([project, stack]) => stackFolder(project, stack));
    expect(new Set(folders).size).to.equal(folders.length);
  });

  it("find the package and its recipes", () => {
    expect(packageRoot).to.equal(path.resolve(__dirname, "../../.."));
    expect(recipesFolder).to.equal(path.join(packageRoot, "recipes"));
  });
});
