import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { localPlatform as platform } from "../../../../lib/platform/local/platform";
import type { Machine, Volume } from "../../../../lib/platform/platform";

const size = { vcpus: 1, memoryMiB: 512, diskGiB: 8 };
const OUTPUTS = {
  machineId: "id-1",
  privateAddress: "10.77.0.10",
  endpointHost: "127.0.0.1",
  endpointPort: 20022,
};

describe("the local platform's resources", () => {
  const seen = new Map<string, Record<string, unknown>>();
  before(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource: ({ name, inputs }) => {
          seen.set(name, inputs as Record<string, unknown>);
          return { id: `${name}-id`, state: { ...(inputs as object), ...OUTPUTS } };
        },
        call: () => ({}),
      },
      "proj",
      "dev",
    );
  });
  after(() => pulumi.runtime.disconnect());
  const value = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((resolve) => output.apply((result) => resolve(result)));

  const machineWith = (
    own: { publicAddress: boolean; volumes?: readonly Volume[] },
    name = "lisa-master",
  ): Machine => {
    const network = platform.network(`${name}-net`, { cidr: "10.77.0.0/24", sshCidrs: [] }, {});
    const args = {
      size,
      image: "img",
      hostname: "master",
      userData: "s3cret",
      network,
      privateIp: "10.77.0.10",
    };
    return platform.machine(name, { ...args, ...own, tags: {} }, {});
  };

  it("take a machine's arguments over, the user data as a secret", async () => {
    const volume = platform.volumes?.volume("lisa-home", { sizeGiB: 4 }, {});
    const machine = machineWith({ publicAddress: true, ...(volume && { volumes: [volume] }) });
    expect(await value(machine.id)).to.equal("id-1");
    expect(await value(machine.privateIp)).to.equal("10.77.0.10");
    const { userData, __provider, ...inputs } = seen.get("lisa-master") ?? {};
    expect(__provider).to.be.a("string");
    expect(userData).to.deep.include({ value: "s3cret" });
    expect(inputs).to.deep.equal({
      ...{ stack: "proj-dev", machine: "lisa-master", hostname: "master", image: "img" },
      ...{ publicAddress: true, privateIp: "10.77.0.10", providerVersion: 1, ...size },
      network: { name: "lisa-master-net", cidr: "10.77.0.0/24" },
      volumes: [{ id: "lisa-home-id", serial: "lisa-home" }],
    });
  });

  it("say where ssh answers only for machines that are public", async () => {
    const open = machineWith({ publicAddress: true }, "open").endpoint;
    expect(open && (await value(open))).to.deep.equal({ host: "127.0.0.1", port: 20022 });
    expect(machineWith({ publicAddress: false }, "closed").endpoint).to.equal(undefined);
  });

  it("are observed by stack and name", async () => {
    const { observer } = machineWith({ publicAddress: false }, "lisa-worker-1");
    expect(await value(observer)).to.deep.equal({
      platform: "local",
      key: { stack: "proj-dev", machine: "lisa-worker-1" },
    });
  });

  it("hand the site's needs to the check", async () => {
    const needs = { machines: [{ name: "m", ...size }], volumes: [], publicAddresses: 1 };
    const { resource } = platform.site("lisa-site", needs, {});
    await value(resource.urn);
    expect(seen.get("lisa-site")).to.deep.include({
      ...needs,
      stack: "proj-dev",
      site: "lisa-site",
    });
  });

  it("need no catalogue: an image's name is its reference", async () => {
    const ref = platform.images?.register("x", { imageName: "torque-master-1" }, {}).ref;
    expect(ref && (await value(ref))).to.equal("torque-master-1");
  });

  it("give a volume a serial that fits, and differs where names differ late", () => {
    const serial = (name: string) =>
      platform.volumes?.volume(name, { sizeGiB: 1 }, {}).serial as string;
    expect(serial("slipway-home")).to.equal("slipway-home");
    const long = ["a", "b"].map((end) => serial(`a-cluster-of-a-long-name-home-${end}`));
    expect(new Set(long).size).to.equal(2);
    for (const text of long) expect(text.length).to.be.at.most(20);
  });
});
