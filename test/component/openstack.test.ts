import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import { Provider } from "@pulumi/openstack";
import { expect } from "chai";
import { TorqueCluster, type TorqueClusterArgs, VirtualMachine } from "../../lib";
import { named, record, type Registered, unwrapped, withoutSecrets } from "./recorder";

const cluster = async (args: TorqueClusterArgs = {}, preview = false) =>
  record(() => new TorqueCluster("lisa", { platform: "openstack", ...args }), { preview });

const shared = [
  ...["lisa", "lisa-site", "lisa-access", "lisa-operator-key", "lisa-user-key-tuser"],
  ...["lisa-munge-key", "lisa-users"],
  ...[
    "lisa-canary",
    "lisa-health",
    "lisa-key",
    "lisa-network",
    "lisa-network-subnet",
    "lisa-network-router",
  ],
  ...["lisa-network-router-interface", "lisa-network-guard", "lisa-network-servers"],
  ...["lisa-network-group", "lisa-network-group-members", "lisa-network-group-ssh-0.0.0.0_0"],
  ...["lisa-master-image", "lisa-master-image-build", "lisa-master-image-entry"],
  ...["lisa-worker-image", "lisa-worker-image-build", "lisa-worker-image-entry"],
];
const node = (name: string) => [name, `${name}-port`, `${name}-host-key`, `${name}-boot`];
const master = [...node("lisa-master"), "lisa-master-address"];
const worker = (i: number) => [
  ...node(`lisa-worker-${String(i)}`),
  `lisa-worker-${String(i)}-membership`,
];

describe("TorqueCluster on OpenStack", () => {
  for (const preview of [false, true]) {
    it(`makes exactly these, ${preview ? "in preview" : "in a run"}`, async () => {
      const { resources } = await cluster({ workers: 2 }, preview);
      const expected = [...shared, ...master, ...worker(1), ...worker(2)].sort();
      expect(resources.map(({ name }) => name).sort()).to.deep.equal(expected);
    });

    it(`makes no object of the cloud before the site was checked, ${preview ? "in preview" : "in a run"}`, async () => {
      const { resources } = await cluster({ homeGiB: 4 }, preview);
      const objects = resources.filter(({ type }) => type.startsWith("openstack:"));
      expect(objects).to.have.length.above(12);
      for (const { name, dependsOn } of objects) expect(dependsOn, name).to.include("lisa-site");
    });
  }

  it("reaches the master at its floating IP and the workers through it", async () => {
    const { resources, result } = await cluster({ workers: 1 });
    const { hosts } = unwrapped(named(resources, "lisa-access").inputs) as { hosts: object[] };
    expect(hosts).to.deep.equal([
      {
        alias: "master",
        hostname: "192.0.2.10",
        port: 22,
        hostKey: "ssh-ed25519 PUBLIC-lisa-master-host-key",
      },
      {
        alias: "worker-1",
        hostname: "10.77.0.11",
        port: 22,
        hostKey: "ssh-ed25519 PUBLIC-lisa-worker-1-host-key",
        jump: "master",
      },
    ]);
    expect(await new Promise((resolve) => result.masterIp.apply(resolve))).to.equal("192.0.2.10");
  });

  it("gives the cloud the operator's public key, which it puts where root is, never the user's", async () => {
    const { resources } = await cluster({ workers: 1 });
    expect(named(resources, "lisa-key").inputs).to.include({
      publicKey: "ssh-ed25519 PUBLIC-lisa-operator-key",
    });
  });

  it("gives ports the planned addresses, and the cloud itself none of them", async () => {
    const { resources } = await cluster({ workers: 1 });
    expect(named(resources, "lisa-worker-1-port").inputs).to.deep.include({
      networkId: "lisa-network-id",
      fixedIps: [{ subnetId: "lisa-network-subnet-id", ipAddress: "10.77.0.11" }],
      securityGroupIds: ["lisa-network-group-id"],
      description: "slipway site mark-1234-5678",
    });
    expect(named(resources, "lisa-network-subnet").inputs).to.deep.include({
      allocationPools: [{ start: "10.77.0.2", end: "10.77.0.9" }],
    });
  });

  it("takes flavor and image from the site's answers and says what a machine belongs to", async () => {
    const { resources } = await cluster({ workers: 1 });
    const server = named(resources, "lisa-worker-1");
    expect(server.inputs).to.deep.include({
      name: "lisa-worker-1",
      flavorId: "flavor-of-lisa-worker-1",
      imageId: "lisa-worker-image-entry-id",
      networks: [{ port: "lisa-worker-1-port-id" }],
      keyPair: "lisa-key-mark-123",
      schedulerHints: [{ group: "lisa-network-servers-id" }],
    });
    expect(server.inputs.metadata).to.deep.include({
      "slipway-cluster": "lisa",
      "slipway-role": "torque-worker",
      "slipway-site": "mark-1234-5678",
      "slipway-stack": "slipway-test",
    });
    expect(server.inputs.metadata).to.include({
      "slipway-image": "slipway-lisa-worker-image-build",
      "slipway-image-id": "lisa-worker-image-entry-id",
    });
    expect(server.deleteBeforeReplace).to.equal(true);
    expect(server.secretOutputs).to.include("userData");
  });

  it("lets in ssh from the named ranges and its own members, and nothing else", async () => {
    const { resources } = await cluster({ sshCidrs: ["192.0.2.0/24", "198.51.100.7/32"] });
    const rules = resources.filter(({ type }) => type.endsWith(":SecGroupRule"));
    const seen = rules.map(({ inputs }) => {
      const { protocol, portRangeMin, portRangeMax, remoteIpPrefix, remoteGroupId } = inputs;
      return [protocol, portRangeMin, portRangeMax, remoteIpPrefix, remoteGroupId];
    });
    expect(seen).to.deep.equal([
      [undefined, undefined, undefined, undefined, "lisa-network-group-id"],
      ["tcp", 22, 22, "192.0.2.0/24", undefined],
      ["tcp", 22, 22, "198.51.100.7/32", undefined],
    ]);
  });

  it("attaches the home volume and tells the master its serial", async () => {
    const { resources } = await cluster({ homeGiB: 4 });
    const attach = named(resources, "lisa-master-volume-1");
    expect(attach.inputs).to.deep.equal({ instanceId: "lisa-master-id", volumeId: "lisa-home-id" });
    expect(attach.deletedWith).to.equal("lisa-master");
    const { userData } = unwrapped(named(resources, "lisa-master").inputs) as { userData: string };
    expect(userData).to.include("SLIPWAY_HOME_VOLUME='lisa-home-id'");
  });

  it("on a network of the site takes its addresses, and with fixed ones needs no other", async () => {
    const openstack = { network: "direct", publicAddress: "fixed" } as const;
    const { resources } = await cluster({ workers: 1, openstack });
    const names = resources.map(({ name }) => name);
    for (const suffix of ["", "-subnet", "-router", "-router-interface"])
      expect(names).not.to.include(`lisa-network${suffix}`);
    expect(names).not.to.include("lisa-master-address");
    expect(named(resources, "lisa-worker-1-port").inputs).to.deep.include({
      networkId: "site-network",
      fixedIps: [{ subnetId: "site-subnet" }],
    });
    const { userData } = unwrapped(named(resources, "lisa-worker-1").inputs) as {
      userData: string;
    };
    expect(userData)
      .to.include("SLIPWAY_CIDR='172.24.6.0/24'")
      .and.include("SLIPWAY_MASTER_ADDRESS='10.77.0.10'")
      .and.include("SLIPWAY_ADDRESS='10.77.0.11'");
  });

  it("sends user data compressed where it is too long, as a secret that cloud-init reads", async () => {
    const image = { masterImage: "debian-13", workerImage: "debian-13" };
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-setup-"));
    const setup = path.join(folder, "setup.sh");
    fs.writeFileSync(setup, `#!/usr/bin/env bash\n${"true\n".repeat(10_000)}`);
    const { resources } = await cluster({ workers: 1, ...image, setup });
    fs.rmSync(folder, { recursive: true });
    for (const node of ["lisa-master", "lisa-worker-1"]) {
      const { inputs } = named(resources, node);
      const { userData } = unwrapped(inputs) as { userData: string };
      const text = gunzipSync(Buffer.from(userData, "base64")).toString();
      expect(text, node)
        .to.match(/^#cloud-config\n/)
        .and.include(`PRIVATE-${node}-host-key`);
      expect(withoutSecrets(inputs)).to.include({ userData: "[secret]" });
    }
  });

  it("has no secret in clear in any input", async () => {
    const { resources } = await cluster({ homeGiB: 4 });
    for (const { name, inputs } of resources) {
      expect(JSON.stringify(withoutSecrets(inputs)), name).to.not.match(/PRIVATE-|TVVOR0U|4d554e/);
    }
  });

  it("touches no other machine when a worker comes, a user is added or a range changes", async () => {
    const machines = async (args: TorqueClusterArgs) => {
      const { resources } = await cluster(args);
      const found = resources.filter(({ type }) => type === "openstack:compute/instance:Instance");
      return new Map(found.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    };
    const before = await machines({ workers: 1 });
    const user = { name: "ada", uid: 2002 };
    const after = await machines({ workers: 2, users: [user], sshCidrs: ["192.0.2.0/24"] });
    for (const [name, inputs] of before) expect(after.get(name), name).to.equal(inputs);
  });

  it("fails with all that is wrong with the settings, in the words of the user", async () => {
    const openstack = { publicAddress: "elastic", ipv6: "yes", flavour: "m1" } as never;
    await record(() => {
      expect(() => new TorqueCluster("lisa", { platform: "openstack", openstack })).to.throw(
        [
          'TorqueCluster "lisa": 3 invalid arguments',
          "  openstack.flavour: is not known; use network,",
        ].join("\n"),
      );
    });
  });

  for (const field of ["provider", "providers"] as const) {
    it(`refuses a ${field === "provider" ? "provider" : "list of providers"} of the program's own, which could check no certificates`, async () => {
      await record(() => {
        const own = new Provider("own", { insecure: true });
        const opts = field === "provider" ? { provider: own } : { providers: [own] };
        expect(() => new TorqueCluster("lisa", { platform: "openstack" }, opts)).to.throw(
          "platform openstack: a provider of the program's own (provider, providers) is not supported",
        );
      });
    });
  }

  it("does not read the settings on another platform", async () => {
    const openstack = { publicAddress: "elastic" } as never;
    const { resources } = await record(
      () => new TorqueCluster("lisa", { platform: "local", openstack }),
    );
    expect(resources.filter(({ type }) => type.startsWith("openstack:"))).to.deep.equal([]);
  });
});

describe("VirtualMachine on OpenStack", () => {
  const server = (resources: readonly Registered[]): Registered =>
    named(
      resources.filter(({ custom }) => custom),
      "box",
    );

  it("brings its own network, and an address to reach it", async () => {
    const { resources } = await record(
      () => new VirtualMachine("box", { platform: "openstack", image: "debian-12", dataGiB: 1 }),
    );
    const names = resources
      .filter(({ type }) => type.startsWith("openstack:"))
      .map(({ name }) => name);
    expect(names.sort()).to.deep.equal([
      ...["box", "box-address", "box-key", "box-network", "box-network-group"],
      ...["box-network-group-members", "box-network-group-ssh-0.0.0.0_0"],
      ...["box-network-router", "box-network-router-interface", "box-network-subnet", "box-port"],
      "box-volume-1",
    ]);
    expect(server(resources).inputs).to.deep.include({ imageId: "id-of-debian-12" });
  });

  it("starts from a volume where told to", async () => {
    const openstack = { bootFrom: "volume", volumeType: "fast" } as const;
    const { resources } = await record(
      () => new VirtualMachine("box", { platform: "openstack", image: "debian-12", openstack }),
    );
    const { inputs } = server(resources);
    expect(inputs).not.to.have.property("imageId");
    expect(inputs.blockDevices).to.deep.equal([
      {
        uuid: "id-of-debian-12",
        sourceType: "image",
        destinationType: "volume",
        volumeSize: 8,
        bootIndex: 0,
        deleteOnTermination: true,
        volumeType: "fast",
      },
    ]);
  });
});
