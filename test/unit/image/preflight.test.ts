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
        expect(sudo()).to.match(/^sudo -n true\nsudo -n env /);
      }),
    );
  });

  it("is what to do first when sudo asks for a password, also where a terminal is there", async () => {
    await asUser(() =>
      withStubs({ STUB_REFUSED: "--map-root-user" }, async ({ deny }) => {
        deny("sudo");
        const [problem = "nothing"] = await buildProblems(NAME);
        expect(problem)
          .to.match(/^building images needs sudo here, because .+, and sudo asks for a password: /)
          .and.match(/: run `sudo -v` in this terminal first: /);
      }),
    );
  });

  it("is a cause that has nothing to do with namespaces, which no builder can help", async () => {
    await asUser(() =>
      withStubs({ STUB_PROBE: "chown: No space left on device" }, async () => {
        const [problem = "nothing"] = await buildProblems(NAME);
        expect(problem).to.match(/root can't build here: chown: No space left on device/);
      }),
    );
  });

  it("is a warning, with the cause, where packages' scripts would run as this computer's root", async () => {
    const lines: string[] = [];
    const { log } = console;
    console.log = (line: string) => void lines.push(line);
    try {
      await asUser(() =>
        withStubs({ STUB_REFUSED: "confine.sh" }, async () => {
          expect(await buildProblems(NAME)).to.deep.equal([]);
        }),
      );
    } finally {
      console.log = log;
    }
    expect(lines).to.have.length(1);
    expect(lines[0])
      .to.match(/^warning: slipway-orchestrator-0123456789ab: builds through sudo, because /)
      .and.match(/ for root \(unshare: unshare failed: Operation not permitted\): /)
      .and.match(/packages' scripts run as root of this computer$/);
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
