import * as fs from "node:fs";
import { expect } from "chai";
import { ensureImageOf } from "../../../lib/image/builder";
import { missingBuildTools } from "../../../lib/image/build-tools";
import { buildProblems } from "../../../lib/image/preflight";
import { asUser, withStubs } from "./stub-build";

const NAME = "slipway-orchestrator-0123456789ab";

describe("what preview says of an image that has to be built", function () {
  this.timeout(30_000);

  it("is nothing when an ordinary user can build it, and sudo is not asked", async () => {
    await asUser(() =>
      withStubs({}, async ({ sudo, calls }) => {
        expect(await buildProblems(NAME)).to.deep.equal([]);
        expect(sudo()).to.equal("");
        expect(calls()).to.deep.equal([""]);
      }),
    );
  });

  it("is nothing when sudo works without a question", async () => {
    await asUser(() =>
      withStubs({ STUB_REFUSED: "--map-root-user" }, async ({ sudo }) => {
        expect(await buildProblems(NAME)).to.deep.equal([]);
        expect(sudo()).to.equal("sudo -n true");
      }),
    );
  });

  it("is the obstacle when there is no sudo either", async () => {
    await asUser(() =>
      withStubs({ STUB_REFUSED: "--map-root-user" }, async ({ deny }) => {
        deny("sudo");
        const [problem = "nothing"] = await buildProblems(NAME);
        if (canAsk()) expect(problem).to.equal("nothing");
        else expect(problem).to.match(/^building images needs user namespaces or sudo, and there/);
      }),
    );
  });

  it("is nothing when the image is there", async () => {
    await withStubs({}, async ({ set }) => {
      const { name } = await ensureImageOf({ kind: "orchestrator" });
      set({ STUB_REFUSED: "unshare" });
      expect(await buildProblems(name)).to.deep.equal([]);
    });
  });

  it("is the programs that are missing, with the command that installs them", async () => {
    const saved = process.env.PATH;
    process.env.PATH = "/nonexistent";
    const text = missingBuildTools();
    const problems = await buildProblems(NAME);
    process.env.PATH = saved;
    // mke2fs and sfdisk are found without PATH where they are installed.
    expect(text).to.match(
      /^building images needs mmdebstrap, zstd, .*qemu-img; install with: sudo apt-get/,
    );
    expect(problems).to.deep.equal([text]);
  });
});

function canAsk(): boolean {
  try {
    fs.closeSync(fs.openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
