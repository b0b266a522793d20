import { expect } from "chai";
import { recipesReader } from "../../../lib/node/recipes-reader";
import { SshFault } from "../../../lib/node/ssh-error";
import { waitForBoot } from "../../../lib/node/wait";
import {
  beacon,
  failureOf,
  fakeSsh,
  fakeWorld,
  jump,
  noSsh,
  onConsole,
  target,
} from "./fake-world";

const started = beacon("start", 12, { script: "torque-worker/execute/10-a.sh" });
const ready = beacon("ready", 31.5);
const failed = beacon("failed", 20, {
  script: "torque-worker/execute/20-mounts.sh",
  code: 3,
  line: 12,
  tail: ["mount: no route", "giving up"],
});
const FAILED_TEXT = [
  "worker-1: recipe torque-worker/execute/20-mounts.sh failed at line 12 with exit code 3",
  "  | mount: no route",
  "  | giving up",
].join("\n");
/** An ssh where everything works and the guest is in its first boot. */
const goodSsh = () =>
  fakeSsh((command) => (command.includes("boot_id") ? { stdout: "boot-1\n" } : {}));

describe("reading the beacons", () => {
  it("takes the guest's own measure when it is ready and ssh confirms the boot", async () => {
    const ssh = goodSsh();
    const world = fakeWorld((seconds) => ({
      console: seconds < 30 ? onConsole(started) : onConsole(started, ready),
    }));
    const result = await waitForBoot(
      "worker-1",
      600,
      recipesReader(target, ssh.open, world),
      world,
    );
    expect(result).to.deep.equal({ bootSec: 31.5, bootId: "boot-1" });
    expect(world.seconds()).to.equal(30);
    expect(ssh.opened).to.equal(1);
    expect(ssh.closed).to.equal(1);
  });

  it("fails with script, line, exit code and last lines at the next look, and without ssh", async () => {
    const ssh = noSsh();
    const world = fakeWorld((seconds) => ({
      console: seconds < 21 ? onConsole(started) : onConsole(started, failed),
    }));
    const { message } = await failureOf(recipesReader(target, ssh.open, world), world);
    expect(message).to.equal(FAILED_TEXT);
    expect(world.seconds()).to.equal(21);
    expect(ssh.opened).to.equal(0);
  });

  it("fails with what is known when a failed event has neither line nor code", async () => {
    const bare = beacon("failed", 20);
    const world = fakeWorld((seconds) => ({ console: seconds < 1 ? "" : onConsole(bare) }));
    const { message } = await failureOf(recipesReader(target, noSsh().open, world), world);
    expect(message).to.equal("worker-1: recipe execute failed with exit code unknown");
  });

  it("fails at the deadline with the last event", async () => {
    const world = fakeWorld(() => ({ console: onConsole(started) }));
    const { message } = await failureOf(recipesReader(target, noSsh().open, world), world, 60);
    expect(message).to.match(
      /not ready after 60 s; last event: start torque-worker\/execute\/10-a.sh at 12 s$/,
    );
    const mute = fakeWorld(() => ({ console: "" }));
    expect(
      (await failureOf(recipesReader(target, noSsh().open, mute), mute, 60)).message,
    ).to.contain("no event came");
  });

  it("does not take a later report for the state of the boot", async () => {
    const world = fakeWorld(() => ({
      console: onConsole(ready, beacon("done", 40, { stage: "report" })),
    }));
    await waitForBoot("worker-1", 600, recipesReader(target, goodSsh().open, world), world);
  });

  describe("when a failure was there before", () => {
    it("starts the recipes again, once, and takes the new run's success", async () => {
      const ssh = goodSsh();
      const again = beacon("ready", 90);
      const world = fakeWorld((seconds) => ({
        console: onConsole(started, failed, ...(seconds < 9 ? [] : [again])),
      }));
      const { bootSec } = await waitForBoot(
        "worker-1",
        600,
        recipesReader(target, ssh.open, world),
        world,
      );
      expect(bootSec).to.equal(90);
      expect(ssh.commands.filter((command) => command.includes("restart"))).to.deep.equal([
        "sudo -n systemctl restart --no-block slipway.service",
      ]);
    });

    it("fails with the new run's failure", async () => {
      const worse = beacon("failed", 80, { script: "b.sh", code: 1, line: 2 });
      const world = fakeWorld((seconds) => ({
        console: onConsole(failed, ...(seconds < 9 ? [] : [worse])),
      }));
      const { message } = await failureOf(recipesReader(target, goodSsh().open, world), world);
      expect(message).to.equal("worker-1: recipe b.sh failed at line 2 with exit code 1");
      expect(world.seconds()).to.equal(9);
    });

    it("fails with the old failure when ssh does not answer, and says so", async () => {
      const world = fakeWorld(() => ({ console: onConsole(failed) }));
      const { message } = await failureOf(recipesReader(target, noSsh().open, world), world);
      expect(message).to.equal(
        `${FAILED_TEXT}\n  not started again: ssh to 127.0.0.1:2222: refused`,
      );
    });

    it("fails with the old failure when the service can't be started", async () => {
      const ssh = fakeSsh((command) =>
        command.includes("restart") ? { code: 5, stderr: "Unit not found.\n" } : {},
      );
      const world = fakeWorld(() => ({ console: onConsole(failed) }));
      const { message } = await failureOf(recipesReader(target, ssh.open, world), world);
      expect(message).to.equal(`${FAILED_TEXT}\n  not started again: Unit not found.`);
    });
  });

  describe("when the node says that it is ready", () => {
    const world = () => fakeWorld(() => ({ console: onConsole(ready) }));

    it("fails on another host key at once", async () => {
      const clock = world();
      const ssh = fakeSsh(() => SshFault.HostKey);
      const { message } = await failureOf(recipesReader(target, ssh.open, clock), clock);
      expect(message).to.equal("worker-1: booted, but ssh to 127.0.0.1:2222: host-key");
      expect(clock.seconds()).to.equal(0);
    });

    it("fails when ssh does not answer within two minutes", async () => {
      const clock = world();
      const { message } = await failureOf(recipesReader(target, noSsh().open, clock), clock);
      expect(message).to.equal("worker-1: booted, but ssh to 127.0.0.1:2222: refused");
      expect(clock.seconds()).to.equal(120);
    });

    it("fails soon when the address does not answer at all, and names the rule that may be why", async () => {
      const clock = fakeWorld((seconds) => ({
        console: seconds < 60 ? onConsole(started) : onConsole(started, ready),
      }));
      const ssh = fakeSsh(() => SshFault.Silent);
      const filtered = { ...target, filter: "group g lets in 192.0.2.0/24" };
      const failure = await failureOf(recipesReader(filtered, ssh.open, clock), clock);
      expect(failure.message).to.equal(
        "worker-1: booted, but ssh to 127.0.0.1:2222: silent; " +
          "a firewall between here and it drops the packets: group g lets in 192.0.2.0/24",
      );
      expect(failure.silent).to.equal(true);
      expect(clock.seconds()).to.equal(80);
    });

    it("gives an address that has just been taken a while to work", async () => {
      const clock = world();
      const ssh = fakeSsh(() => SshFault.Silent);
      await failureOf(recipesReader(target, ssh.open, clock), clock);
      expect(clock.seconds()).to.equal(45);
    });

    it("does not wait for a jump host that is still booting", async () => {
      const clock = world();
      const reader = recipesReader({ ...target, jump }, noSsh().open, clock);
      expect(await waitForBoot("worker-1", 600, reader, clock)).to.include({ bootSec: 31.5 });
      expect(clock.seconds()).to.equal(0);
    });

    it("fails on a wrong key behind a jump host too", async () => {
      const clock = world();
      const reader = recipesReader({ ...target, jump }, fakeSsh(() => SshFault.Auth).open, clock);
      expect((await failureOf(reader, clock)).message).to.equal(
        "worker-1: booted, but ssh to 127.0.0.1:2222: auth",
      );
    });

    it("waits on when the guest has started again since", async () => {
      const second = beacon("ready", 33, { boot: "boot-2" });
      const clock = fakeWorld((seconds) => ({
        console: onConsole(ready, ...(seconds < 50 ? [] : [second])),
      }));
      const ssh = fakeSsh(() => ({ stdout: "boot-2\n" }));
      const result = await waitForBoot(
        "worker-1",
        600,
        recipesReader(target, ssh.open, clock),
        clock,
      );
      expect(result).to.deep.equal({ bootSec: 33, bootId: "boot-2" });
    });
  });

  describe("where the platform has no console", () => {
    it("asks through ssh, every five seconds at most", async () => {
      const world = fakeWorld(() => ({}));
      const ssh = fakeSsh((command) => {
        if (world.seconds() < 20) return SshFault.Refused;
        if (command.includes("boot_id")) return { stdout: "boot-1\n" };
        return { stdout: world.seconds() < 40 ? onConsole(started) : onConsole(started, ready) };
      });
      const result = await waitForBoot(
        "worker-1",
        600,
        recipesReader(target, ssh.open, world),
        world,
      );
      expect(result.bootSec).to.equal(31.5);
      expect(
        ssh.commands.filter((command) => command.includes("/run/slipway/events")),
      ).to.have.length(5);
    });

    it("fails with ssh's own words at the deadline", async () => {
      const world = fakeWorld(() => ({}));
      const { message } = await failureOf(recipesReader(target, noSsh().open, world), world, 60);
      expect(message).to.equal("worker-1: not ready after 60 s; ssh to 127.0.0.1:2222: refused");
    });

    it("fails on a wrong host key once it has stood for a minute", async () => {
      const world = fakeWorld(() => ({}));
      const { message } = await failureOf(
        recipesReader(target, fakeSsh(() => SshFault.HostKey).open, world),
        world,
      );
      expect(message).to.equal("worker-1: ssh to 127.0.0.1:2222: host-key");
      expect(world.seconds()).to.be.within(60, 65);
    });
  });

  it("does not hide errors of its own", async () => {
    const open = async () => {
      throw new TypeError("bug");
    };
    for (const console of [undefined, onConsole(ready), onConsole(failed)]) {
      const world = fakeWorld(() => (console === undefined ? {} : { console }));
      const error = await failureOf(recipesReader(target, open, world), world).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(TypeError);
    }
  });
});
