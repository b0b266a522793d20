import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { TestStack } from "./support/test-stack";

const USER_DATA = `#cloud-config
write_files:
  - path: /etc/motto
    content: made by cloud-init
`;

describe("one virtual machine", function () {
  this.timeout(600_000);
  this.bail(true);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.open("machine");
  });

  after(async () => stack.close());

  it("fails in preview with the place where user data is not valid", async () => {
    const preview = await stack.preview({ userData: "#cloud-config\nwrite_files: [\n" });
    expect(preview.ok).to.be.false;
    expect(preview.diagnostics.map(({ message }) => message).join("\n")).to.match(
      /userData: is not valid YAML at line/,
    );
  });

  it("boots with plain user data and lets the printed ssh line in", async () => {
    await stack.mustUp({ userData: USER_DATA });
    const { ssh } = await stack.outputs();
    const printed = execFileSync("bash", ["-c", `${String(ssh)} cat /etc/motto`], {
      encoding: "utf8",
    });
    expect(printed.trim()).to.equal("made by cloud-init");
  });

  it("has nothing to do at a second up", async () => {
    const up = await stack.up({ userData: USER_DATA });
    expect(Object.keys(up.changes)).to.deep.equal(["same"]);
  });
});
