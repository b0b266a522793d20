import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { makeSandbox, type Program } from "../e2e/support/sandbox";
import { TestStack } from "../e2e/support/test-stack";
import { compile, filesIn, makeConsumer, pack, run, temporaryFolder } from "./support";

/** The smallest machine that shows that the dynamic providers load from node_modules and work. */
const MACHINE = { size: { diskGiB: 4 } };

describe("the npm package", function () {
  this.timeout(900_000);
  const folder = temporaryFolder();
  let tarball: string;
  let consumer: Program;
  let stack: TestStack | undefined;

  before(() => {
    tarball = pack(folder.path);
    consumer = makeConsumer(tarball);
  });

  after(async () => {
    await stack?.close();
    folder.remove();
  });

  it("holds compiled code, types and recipes, and nothing of the tests", () => {
    const files = filesIn(tarball);
    expect(files).to.include.members([
      "package.json",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/cli/main.js",
      "recipes/run.sh",
    ]);
    const strangers = files.filter((file) =>
      /^(test|demo|bench|examples|lib|stacks|toolchain)\//.test(file),
    );
    expect(strangers).to.deep.equal([]);
  });

  it("is CommonJS: a plain require gives the public names", () => {
    const names = run(
      consumer.folder,
      process.execPath,
      "-p",
      'Object.keys(require("slipway")).join()',
    );
    expect(names.trim().split(",")).to.include.members(["TorqueCluster", "VirtualMachine"]);
  });

  it("brings the command slipway", () => {
    const command = path.join(consumer.folder, "node_modules/.bin/slipway");
    expect(run(consumer.folder, command, "--version").trim()).to.match(/^\d+\.\d+\.\d+$/);
    const env = { ...process.env, XDG_CACHE_HOME: folder.path };
    const listed = execFileSync(command, ["images"], { env, encoding: "utf8" });
    expect(listed).to.contain("no images of slipway");
  });

  it("type checks a strict TypeScript program and the example", () => {
    compile(consumer.folder);
    expect(existsSync(path.join(consumer.folder, "index.js"))).to.be.true;
  });

  it("brings no ts-node with it", () => {
    expect(existsSync(path.join(consumer.folder, "node_modules/ts-node"))).to.be.false;
  });

  it("previews the example cluster outside of the checkout", async () => {
    const example = {
      project: "noise-cluster",
      folder: path.join(consumer.folder, "torque-program"),
    };
    stack = await TestStack.in(makeSandbox(example));
    const preview = await stack.preview({});
    expect(preview.ok, stack.transcript).to.be.true;
    expect(preview.changes.create).to.be.greaterThan(10);
    await stack.close();
  });

  it("previews and deploys a machine outside of the checkout", async () => {
    stack = await TestStack.in(makeSandbox(consumer));
    const preview = await stack.preview({ ...MACHINE });
    expect(preview.ok, stack.transcript).to.be.true;
    await stack.mustUp({ ...MACHINE });
    expect((await stack.outputs()).ssh).to.match(/^ssh /);
    expect((await stack.destroy()).ok).to.be.true;
  });
});
