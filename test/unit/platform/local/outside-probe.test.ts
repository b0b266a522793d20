import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { createMachine } from "../../../../lib/platform/local/machine-client";
import { outsideCure, type Host } from "../../../../lib/platform/local/outside-cure";
import { forgetOutsideWay, outsideWay } from "../../../../lib/platform/local/outside-probe";
import { processOf, readRecord } from "../../../../lib/platform/local/record";
import { machineInputs, World } from "./world";

describe("a host that cannot isolate its machines", function () {
  this.timeout(20_000);
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("gives them no way outside rather than an open one", async () => {
    await createMachine(machineInputs({ publicAddress: true }));
    const record = readRecord("p-dev", "m") ?? expect.fail();
    expect(record.outside).to.deep.equal({ kind: "restricted" });
    const pid = String(processOf(record)?.pid);
    const args = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const outside = args.filter((arg) => arg.startsWith("user,"));
    expect(outside).to.deep.equal([
      `user,id=outside,ipv6=off,restrict=on,hostfwd=tcp:127.0.0.1:${String(record.sshPort)}-:22`,
    ]);
  });

  it("is told apart anew each time, as a setting may have changed", async () => {
    const { kind, reason } = await outsideWay();
    expect(kind).to.equal("restricted");
    expect(reason).to.be.a("string").and.not.equal("");
    expect(fs.existsSync(path.join(world.root, "cache/slipway/outside.json"))).to.equal(false);
  });

  it("is known for good once it can, until that fails", async function () {
    if (!(await world.isolate())) this.skip();
    const file = path.join(world.root, "cache/slipway/outside.json");
    expect(fs.readFileSync(file, "utf8")).to.match(/slirp4netns version .* \| uid \d+/);
    await forgetOutsideWay();
    expect(fs.existsSync(file)).to.equal(false);
  });

  it("is told which package it lacks", async () => {
    process.env.PATH = path.join(world.root, "bin"); // with a slirp4netns, but without the other tools
    await forgetOutsideWay();
    expect((await outsideWay()).reason).to.contain(
      "needs ip, unshare, nsenter, mkfifo, not installed: sudo apt-get install --no-install-recommends iproute2 util-linux coreutils",
    );
  });
});

describe("the cure of a host that cannot isolate its machines", () => {
  const fine: Host = { setting: () => undefined, deviceFault: () => undefined };
  const setting = (wanted: string, value: string): Host => ({
    ...fine,
    setting: (name) => (name === wanted ? value : undefined),
  });
  const cases: [string, Host, string][] = [
    ["no tun device", { ...fine, deviceFault: () => "ENOENT" }, "sudo modprobe tun"],
    [
      "a tun device for root only",
      { ...fine, deviceFault: () => "EACCES" },
      "sudo chmod 0666 /dev/net/tun",
    ],
    [
      "a kernel setting",
      setting("kernel.unprivileged_userns_clone", "0"),
      "sudo sysctl kernel.unprivileged_userns_clone=1",
    ],
    ["something else", setting("kernel.unprivileged_userns_clone", "1"), "unshare failed: EPERM"],
  ];
  for (const [name, host, expected] of cases) {
    it(`names what helps against ${name}`, () => {
      expect(outsideCure("unshare failed: EPERM", host)).to.contain(expected);
    });
  }
});
