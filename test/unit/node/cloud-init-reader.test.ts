import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { cloudInitReader } from "../../../lib/node/cloud-init-reader";
import { SshFault } from "../../../lib/node/ssh-error";
import { waitForBoot } from "../../../lib/node/wait";
import { failureOf, fakeSsh, fakeWorld, noSsh, target } from "./fake-world";

const answer = (result: string, log = "") => ({
  stdout: `boot-1\n31.25 60.10\n-- result --\n${result}\n-- log --\n${log}\n`,
});
const result = (...errors: string[]) => JSON.stringify({ v1: { datasource: "NoCloud", errors } });

describe("a machine of any image", () => {
  for (const [what, text] of [
    ["cloud-init ended", result()],
    ["there is no cloud-init", "{}"],
  ] as const) {
    it(`is ready when ssh answers and ${what}`, async () => {
      const world = fakeWorld(() => ({}));
      const ssh = fakeSsh(() => (world.seconds() < 20 ? SshFault.Refused : answer(text)));
      const reader = cloudInitReader(target, ssh.open, world);
      expect(await waitForBoot("box", 600, reader, world)).to.deep.equal({
        bootSec: 31.25,
        bootId: "boot-1",
      });
      expect(world.seconds()).to.equal(20);
      expect(ssh.closed).to.equal(ssh.opened);
    });
  }

  it("is waited for while cloud-init runs", async () => {
    const world = fakeWorld(() => ({}));
    const ssh = fakeSsh(() => answer(""));
    const { message } = await failureOf(cloudInitReader(target, ssh.open, world), world, 30);
    expect(message).to.equal("worker-1: not ready after 30 s; cloud-init has not ended");
    expect(ssh.opened).to.equal(16);
  });

  it("fails with cloud-init's own words", async () => {
    const world = fakeWorld(() => ({}));
    const ssh = fakeSsh(() => answer(result("('scripts_user', RuntimeError('a\\nb'))")));
    const { message } = await failureOf(cloudInitReader(target, ssh.open, world), world);
    expect(message.split("\n")).to.deep.equal([
      "worker-1: cloud-init reports errors",
      "  | ('scripts_user', RuntimeError('a",
      "  | b'))",
    ]);
  });

  it("fails when cloud-init ended but could not read the user data", async () => {
    const world = fakeWorld(() => ({}));
    const log = "2026-11-23 util.py[WARNING]: Failed loading yaml blob. Invalid format at line 3";
    const ssh = fakeSsh(() => answer(result(), log));
    const { message } = await failureOf(cloudInitReader(target, ssh.open, world), world);
    expect(message).to.match(
      /^worker-1: cloud-init could not read the user data: 2026.*line 3\n {2}the user data/,
    );
  });

  it("is ready in spite of warnings that do not matter", async () => {
    const world = fakeWorld(() => ({}));
    const ssh = fakeSsh(() =>
      answer(result(), "schema.py[WARNING]: Invalid cloud-config provided"),
    );
    await waitForBoot("box", 600, cloudInitReader(target, ssh.open, world), world);
  });

  it("fails at the deadline when ssh says nothing", async () => {
    const world = fakeWorld(() => ({}));
    const { message } = await failureOf(cloudInitReader(target, noSsh().open, world), world, 30);
    expect(message).to.contain("refused");
  });

  it("fails when its host key is another one for a minute", async () => {
    const world = fakeWorld(() => ({}));
    const ssh = fakeSsh(() => SshFault.HostKey);
    const { message } = await failureOf(cloudInitReader(target, ssh.open, world), world);
    expect(message).to.equal("worker-1: ssh to 127.0.0.1:2222: host-key");
  });

  it("is asked by a command that every POSIX shell runs", async () => {
    const world = fakeWorld(() => ({}));
    // This computer plays the machine: its answer is that of one without cloud-init.
    const ssh = fakeSsh((command) =>
      command === "" ? {} : { stdout: execFileSync("sh", ["-c", command], { encoding: "utf8" }) },
    );
    const ready = await waitForBoot("box", 600, cloudInitReader(target, ssh.open, world), world);
    expect(ready.bootId).to.match(/^[0-9a-f-]{36}$/);
    expect(ready.bootSec).to.be.above(1);
  });
});
