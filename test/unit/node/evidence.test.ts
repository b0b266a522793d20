import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { keepEvidence, type EvidenceRequest } from "../../../lib/node/evidence";
import { maskOf } from "../../../lib/node/mask";
import { fakeSsh, noSsh, target } from "./fake-world";

const SECRET = "c2VjcmV0LW11bmdlLWtleQ==";
const time = new Date("2026-11-23T15:04:05.678Z");

describe("the evidence of a failed boot", () => {
  let home: string;
  const before_ = process.env.XDG_DATA_HOME;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
    process.env.XDG_DATA_HOME = home;
  });
  afterEach(async () => {
    if (before_ === undefined) delete process.env.XDG_DATA_HOME;
    else process.env.XDG_DATA_HOME = before_;
    await rm(home, { recursive: true });
  });

  const request = (changes: Partial<EvidenceRequest> = {}): EvidenceRequest => ({
    stack: "demo-dev",
    node: "worker-1",
    ssh: target,
    summary: "worker-1: failed",
    console: `key ${SECRET}\n`,
    mask: maskOf([SECRET]),
    ...changes,
  });

  it("lies in a folder of its own, readable by its owner only, without secrets", async () => {
    const ssh = fakeSsh((command) => ({ stdout: `${command}: secret-munge-key\n` }));
    const folder = await keepEvidence(request(), ssh.open, time);
    expect(folder).to.equal(path.join(home, "slipway/evidence/demo-dev/20261123T150405Z-worker-1"));
    const files = (await readdir(folder)).sort();
    expect(files).to.deep.equal([
      "cloud-init-output.log",
      "cloud-init.log",
      "console.log",
      "journal.log",
      "recipes.log",
      "report.txt",
      "summary.txt",
    ]);
    for (const file of files) {
      expect((await stat(path.join(folder, file))).mode & 0o777).to.equal(0o600);
      expect(await readFile(path.join(folder, file), "utf8")).not.to.match(
        /secret-munge-key|c2VjcmV0/,
      );
    }
    expect((await stat(folder)).mode & 0o777).to.equal(0o700);
    expect(await readFile(path.join(folder, "console.log"), "utf8")).to.equal("key ***\n");
  });

  it("holds the console and why ssh failed when ssh is what failed", async () => {
    const folder = await keepEvidence(request(), noSsh().open, time);
    expect((await readdir(folder)).sort()).to.deep.equal(["console.log", "ssh.txt", "summary.txt"]);
    expect(await readFile(path.join(folder, "ssh.txt"), "utf8")).to.contain("refused");
  });

  it("leaves out what is not there", async () => {
    const folder = await keepEvidence(
      request({ console: undefined }),
      fakeSsh(() => ({})).open,
      time,
    );
    expect(await readdir(folder)).to.deep.equal(["summary.txt"]);
  });

  it("is not asked of a machine that is known not to answer", async () => {
    const ssh = fakeSsh(() => ({ stdout: "x" }));
    await keepEvidence(request({ ssh: undefined }), ssh.open, time);
    expect(ssh.opened).to.equal(0);
  });

  it("is kept of the last twenty failures of a stack", async () => {
    for (let i = 0; i < 23; i += 1) {
      await keepEvidence(request(), noSsh().open, new Date(time.getTime() + i * 1000));
    }
    const folders = (await readdir(path.join(home, "slipway/evidence/demo-dev"))).sort();
    expect(folders).to.have.length(20);
    expect(folders[0]).to.equal("20261123T150408Z-worker-1");
  });
});
