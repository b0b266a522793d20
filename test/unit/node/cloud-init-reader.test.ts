import { expect } from "chai";
import { cloudInitReader } from "../../../lib/node/cloud-init-reader";
import { SshFault } from "../../../lib/node/ssh-error";
import { waitForBoot } from "../../../lib/node/wait";
import { failureOf, fakeSsh, fakeWorld, noSsh, target } from "./fake-world";

const answer = (status: string) => ({ stdout: `boot-1\n31.25 60.10\n${status}\n` });

describe("a machine of any image", () => {
  for (const status of ["status: done", "status: degraded", "status: disabled", "status: absent"]) {
    it(`is ready when cloud-init says "${status}"`, async () => {
      const world = fakeWorld(() => ({}));
      const ssh = fakeSsh(() => (world.seconds() < 20 ? SshFault.Refused : answer(status)));
      const result = await waitForBoot("box", 600, cloudInitReader(target, ssh.open, world), world);
      expect(result).to.deep.equal({ bootSec: 31.25, bootId: "boot-1" });
      expect(world.seconds()).to.equal(20);
      expect(ssh.closed).to.equal(ssh.opened);
    });
  }

  it("is waited for while cloud-init runs", async () => {
    const world = fakeWorld(() => ({}));
    const ssh = fakeSsh(() => answer("status: running"));
    const { message } = await failureOf(cloudInitReader(target, ssh.open, world), world, 30);
    expect(message).to.equal("worker-1: not ready after 30 s; cloud-init: running");
    expect(ssh.opened).to.equal(16);
  });

  it("fails with cloud-init's own words", async () => {
    const world = fakeWorld(() => ({}));
    const ssh = fakeSsh(() =>
      answer("status: error\nerrors:\n\t- ('scripts_user', RuntimeError())"),
    );
    const { message } = await failureOf(cloudInitReader(target, ssh.open, world), world);
    expect(message.split("\n")).to.deep.equal([
      "worker-1: cloud-init reports an error",
      "  | status: error",
      "  | errors:",
      "  | \t- ('scripts_user', RuntimeError())",
    ]);
  });

  it("fails when cloud-init is done but could not read the user data", async () => {
    const world = fakeWorld(() => ({}));
    const log = "2026-11-23 util.py[WARNING]: Failed loading yaml blob. Invalid format at line 3";
    const ssh = fakeSsh(() => answer(`status: done\n-- log --\n${log}`));
    const { message } = await failureOf(cloudInitReader(target, ssh.open, world), world);
    expect(message).to.match(
      /^worker-1: cloud-init could not read the user data: 2026.*line 3\n {2}the user data/,
    );
  });

  it("is ready in spite of warnings that do not matter", async () => {
    const world = fakeWorld(() => ({}));
    const ssh = fakeSsh(() => answer("status: done\n-- log --\ncc_x.py[WARNING]: deprecated"));
    await waitForBoot("box", 600, cloudInitReader(target, ssh.open, world), world);
  });

  it("fails at the deadline when ssh or cloud-init says nothing", async () => {
    const world = fakeWorld(() => ({}));
    expect(
      (await failureOf(cloudInitReader(target, noSsh().open, world), world, 30)).message,
    ).to.contain("refused");
    const mute = fakeSsh(() => ({}));
    const other = fakeWorld(() => ({}));
    expect(
      (await failureOf(cloudInitReader(target, mute.open, other), other, 30)).message,
    ).to.contain("no answer");
  });

  it("fails when its host key is another one for a minute", async () => {
    const world = fakeWorld(() => ({}));
    const { message } = await failureOf(
      cloudInitReader(target, fakeSsh(() => SshFault.HostKey).open, world),
      world,
    );
    expect(message).to.equal("worker-1: ssh to 127.0.0.1:2222: host-key");
  });
});
