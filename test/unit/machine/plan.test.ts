import { expect } from "chai";
import type { VirtualMachineArgs } from "../../../lib/machine/args";
import { planMachine, platformOf, type MachineSurroundings } from "../../../lib/machine/plan";
import type { Platform } from "../../../lib/platform/platform";

const volumes = {} as NonNullable<Platform["volumes"]>;
const around: MachineSurroundings = {
  platform: { validate: () => [], volumes },
  platformNames: ["local"],
};

/** What a caller without types may pass. */
const anything = (args: object) => args as VirtualMachineArgs;

function problemsOf(args: VirtualMachineArgs, name = "box", surroundings = around): string[] {
  const { problems } = planMachine(name, args, surroundings);
  return (problems ?? []).map(({ path, reason }) => `${path}: ${reason}`);
}

describe("the plan of a machine", () => {
  it("needs nothing but a name", () => {
    expect(planMachine("box", {}, around).plan).to.deep.equal({
      platform: "local",
      size: { vcpus: 1, memoryMiB: 512, diskGiB: 8 },
      sshKeys: [],
      user: "slipway",
      publicAddress: true,
      waitFor: "boot",
      bootDeadlineSec: 600,
      imageMaxAgeDays: 45,
      needs: {
        machines: [{ name: "box", vcpus: 1, memoryMiB: 512, diskGiB: 8 }],
        volumes: [],
        publicAddresses: 1,
      },
    });
    expect(platformOf({ platform: "openstack" })).to.equal("openstack");
  });

  it("asks the site for what it will use", () => {
    const { plan } = planMachine(
      "box",
      { dataGiB: 5, publicAddress: false, size: { vcpus: 4 } },
      around,
    );
    expect(plan?.needs).to.deep.equal({
      machines: [{ name: "box", vcpus: 4, memoryMiB: 512, diskGiB: 8 }],
      volumes: [{ name: "box-data", sizeGiB: 5 }],
      publicAddresses: 0,
    });
    expect(plan?.waitFor).to.equal("none");
    expect(plan?.dataGiB).to.equal(5);
  });

  it("hands the package state to its image", () => {
    const { plan } = planMachine("box", { packageState: "2026-11", imageMaxAgeDays: 9 }, around);
    expect(plan).to.deep.include({ packageState: "2026-11", imageMaxAgeDays: 9 });
  });

  it("names everything that is wrong at once", () => {
    const args = anything({
      size: { vcpus: 0, memoryMiB: 1, diskGiB: 1.5 },
      userData: "nonsense",
      sshKeys: ["ssh-ed25519 AAAA me", "none"],
      user: "root",
      publicAddress: false,
      waitFor: "boot",
      bootDeadlineSec: 1,
      dataGiB: 0,
      packageState: "this week",
      imageMaxAgeDays: 0.5,
    });
    expect(problemsOf(args, "Box!").map((text) => text.split(":")[0])).to.deep.equal([
      "name",
      "size.vcpus",
      "size.memoryMiB",
      "size.diskGiB",
      "userData",
      "sshKeys[1]",
      "user",
      "packageState",
      "imageMaxAgeDays",
      "waitFor",
      "bootDeadlineSec",
      "dataGiB",
    ]);
  });

  it("fails on a package state of an image that slipway does not build", () => {
    expect(problemsOf({ image: "debian-13", packageState: "2026-11" })).to.deep.equal([
      "packageState: does nothing with image, as slipway builds no image then; leave it out",
    ]);
  });

  it("fails on keys that are no list", () => {
    expect(problemsOf(anything({ sshKeys: "ssh-ed25519 AAAA me" }))).to.deep.equal([
      "sshKeys: must be a list",
    ]);
  });

  it("fails on a wait that there is not", () => {
    expect(problemsOf(anything({ waitFor: "ready" }))).to.deep.equal([
      "waitFor: must be one of boot, none",
    ]);
  });

  it("fails on a platform that this version has not, or that lacks what is asked", () => {
    const none = { platform: undefined, platformNames: ["local"] };
    expect(planMachine("box", { platform: "stratuslab" }, none).problems).to.deep.equal([
      { path: "platform", reason: "is not in this version, use one of: local", got: "stratuslab" },
    ]);
    const bare = { platform: { validate: () => [] }, platformNames: [] };
    expect(planMachine("box", { dataGiB: 1 }, bare).problems?.[0]?.reason).to.contain(
      "has no data volumes",
    );
  });

  it("passes on what the platform finds wrong, but not for sizes that are none", () => {
    const strict = {
      ...around,
      platform: { volumes, validate: () => [{ path: "size", reason: "too large" }] },
    };
    expect(problemsOf({}, "box", strict)).to.deep.equal(["size: too large"]);
    expect(problemsOf({ size: { vcpus: 0 } }, "box", strict)).to.have.length(1);
  });
});
