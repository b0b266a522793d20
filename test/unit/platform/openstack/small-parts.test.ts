import { expect } from "chai";
import { pauseAfter } from "../../../../lib/platform/openstack/errors";
import { imageIdOf, imageNameOf, imageRef } from "../../../../lib/platform/openstack/image-ref";
import { costOf, pacer } from "../../../../lib/platform/openstack/pace";
import { settingsOf } from "../../../../lib/platform/openstack/settings";
import { replacedOf } from "../../../../lib/platform/openstack/site-client";
import { validateOpenStack } from "../../../../lib/platform/openstack/validate";
import { clusterNeeds } from "./facts";

describe("the pace of creations", () => {
  it("lets no more than the rate through in any second, in order", async () => {
    let now = 0;
    const times: number[] = [];
    const pace = pacer(
      2,
      () => now,
      async (ms) => {
        now += ms;
      },
    );
    for (let i = 0; i < 5; i += 1) {
      await pace(1);
      times.push(now);
    }
    expect(times).to.deep.equal([0, 500, 1000, 1500, 2000]);
  });

  it("counts a port as a quarter of a machine", () => {
    expect(costOf("openstack:compute/instance:Instance")).to.equal(1);
    expect(costOf("openstack:networking/port:Port")).to.equal(0.25);
  });
});

describe("a failed request", () => {
  for (const text of [
    "Expected HTTP response code [202] when accessing [POST http://x/servers], but got 502 instead",
    "Too many requests have been sent in a given amount of time. Pause requests",
    "Internal Server Error: [POST http://x/ports], error message: {}",
    "dial tcp 10.0.0.1:8774: connect: connection refused",
  ]) {
    it(`is sent again, four times at most, after: ${text.slice(0, 40)}`, () => {
      const pauses = [1, 2, 3, 4, 5].map((count) => pauseAfter(Array<string>(count).fill(text)));
      expect(pauses).to.deep.equal([1, 2, 4, 8, undefined]);
    });
  }

  for (const text of [
    "Authentication failed",
    "but got 409 instead",
    "but got 413 instead: Quota exceeded for cores",
  ]) {
    it(`is not sent again after: ${text}`, () => expect(pauseAfter([text])).to.equal(undefined));
  }
});

describe("a reference of an image", () => {
  it("tells name and id; other references are looked up, or are ids", () => {
    const ref = imageRef("slipway-x-1", "u-1");
    expect([imageIdOf(ref, {}), imageNameOf(ref)]).to.deep.equal(["u-1", "slipway-x-1"]);
    expect(imageIdOf("debian", { debian: "u-2" })).to.equal("u-2");
    expect(imageIdOf("u-3", {})).to.equal("u-3");
  });
});

describe("a machine's replacement", () => {
  const machines = clusterNeeds(1).machines;
  const server = (name: string, status: string) => ({ id: `id-${name}`, name, status, ours: true });

  it("comes once when it ended in an error or was removed by hand, and not again", () => {
    const needs = clusterNeeds(1);
    const broken = { servers: [server("lisa-master", "ERROR")] };
    const first = replacedOf({ machines }, needs, broken);
    expect(first).to.deep.equal({ "lisa-master": "id-lisa-master", "lisa-worker-1": "gone-1" });
    const well = { servers: machines.map(({ name }) => server(name, "ACTIVE")) };
    expect(replacedOf({ machines, replaced: first }, needs, well)).to.deep.equal(first);
    const again = replacedOf({ machines, replaced: first }, needs, { servers: [] });
    expect(again).to.deep.equal({ "lisa-master": "gone-1", "lisa-worker-1": "gone-2" });
  });

  it("does not come for machines that are yet to be made", () => {
    expect(replacedOf(undefined, clusterNeeds(1), { servers: [] })).to.deep.equal({});
  });
});

describe("the settings of an OpenStack site", () => {
  const problems = (args: object, publicAddresses = 1) =>
    validateOpenStack(settingsOf(args), clusterNeeds(0, { publicAddresses })).map(
      ({ path, reason }) => `${path}: ${reason}`,
    );

  it("need not be given", () => expect(problems({})).to.deep.equal([]));

  it("are checked all at once, in the user's words", () => {
    const bad = {
      network: " ",
      publicAddress: "none",
      serverGroup: 1,
      bootFrom: "disk",
      configDrive: "y",
    };
    expect(problems({ ...bad, createsPerSecond: 0, dnsNameservers: ["dns"] })).to.deep.equal([
      "openstack.network: must be a name or id, or left out",
      "openstack.configDrive: must be true or false",
      "openstack.publicAddress: must be one of floating, fixed",
      "openstack.serverGroup: must be one of soft-anti-affinity, anti-affinity, none",
      "openstack.bootFrom: must be one of image, volume",
      "openstack.createsPerSecond: must be a number 0.1–100",
      "openstack.dnsNameservers[0]: must be an IP address",
      "openstack.dnsNameservers: can't be set on a network that exists, leave it out",
    ]);
    expect(problems({ dnsNameservers: "192.0.2.1" })).to.deep.equal([
      "openstack.dnsNameservers: must be a list of IP addresses",
    ]);
  });

  it("fail where they do not go together", () => {
    expect(problems({ publicAddress: "fixed", floatingIp: "x" }, 2)).to.deep.equal([
      "openstack.publicAddress: fixed needs openstack.network: the network whose addresses can be reached from outside",
      "openstack.floatingIp: can't go with publicAddress fixed, leave one out",
      "openstack.floatingIp: must be an IPv4 address",
      "openstack.floatingIp: is one address, several machines need one each",
    ]);
  });
});
