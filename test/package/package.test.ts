import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { makeSandbox, type Program } from "../e2e/support/sandbox";
import { TestStack } from "../e2e/support/test-stack";
import { compile, filesIn, makeConsumer, pack, run, temporaryFolder } from "./support";

/** The smallest machine that shows that the dynamic providers load from node_modules and work. */
const MACHINE = {
  size: { diskGiB: 4 },
  userData: `#cloud-config
write_files:
  - path: /etc/motto
    content: made by cloud-init
`,
};

describe("the npm package", function () {
  this.timeout(900_000);
  const folder = temporaryFolder();
  let tarball: string;
  let consumer: Program;

  before(() => {
    tarball = pack(folder.path);
    consumer = makeConsumer(tarball);
  });

  after(() => {
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
    const folder = path.join(consumer.folder, "torque-program");
    const stack = await TestStack.in(makeSandbox({ project: "noise-cluster", folder }));
    const preview = await stack.preview({});
    await stack.close();
    expect(preview.ok, stack.transcript).to.be.true;
    expect(preview.changes.create).to.be.greaterThan(10);
  });

  describe("in a program with one virtual machine", function () {
    let stack: TestStack;
    before(async () => (stack = await TestStack.in(makeSandbox(consumer))));
    after(async () => stack.close());

    it("fails in preview with the place where user data is not valid", async () => {
      const userData = "#cloud-config\nwrite_files: [\n";
      const preview = await stack.preview({ ...MACHINE, userData });
      expect(preview.ok).to.be.false;
      expect(preview.diagnostics.map(({ message }) => message).join("\n")).to.match(
        /userData: is not valid YAML at line/,
      );
    });

    it("boots it with its user data, and the printed ssh line lets in", async () => {
      await stack.mustUp({ ...MACHINE });
      const { ssh } = await stack.outputs();
      const printed = run(consumer.folder, "bash", "-c", `${String(ssh)} cat /etc/motto`);
      expect(printed.trim()).to.equal("made by cloud-init");
    });

    it("has nothing to do at a second up", async () => {
      const up = await stack.mustUp({ ...MACHINE });
      expect(Object.keys(up.changes)).to.deep.equal(["same"]);
    });

    it("removes it when told", async () => {
      expect((await stack.destroy()).ok, stack.transcript).to.be.true;
    });
  });
});
