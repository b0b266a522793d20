import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { loadInternal } from "../../../lib/core/dynamic";

describe("loadInternal", () => {
  const start = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "slipway-dynamic-")));
    const installed = path.join(folder, "node_modules/slipway");
    fs.mkdirSync(path.join(installed, "dist/node"), { recursive: true });
    const exported = { "./internal/*": "./dist/*.js" };
    const manifest = JSON.stringify({ name: "slipway", exports: exported });
    fs.writeFileSync(path.join(installed, "package.json"), manifest);
    fs.writeFileSync(path.join(installed, "dist/node/client.js"), "exports.answer = 42;");
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(start);
    fs.rmSync(folder, { recursive: true });
  });

  it("loads the client from the package that the program has installed", () => {
    expect(loadInternal("node/client")).to.deep.equal({ answer: 42 });
  });

  it("fails for a module that the package does not have", () => {
    expect(() => loadInternal("node/gone")).to.throw(/Cannot find module/);
  });
});
