import * as fs from "node:fs";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { TorqueCluster, type TorqueClusterArgs } from "../../lib";
import { measured } from "./outputs";
import { record, type Registered, unwrapped, withoutSecrets } from "./recorder";

const URNS = path.resolve(__dirname, "../fixtures/urns/0.1.0.json");

async function registered(args: TorqueClusterArgs, preview = false): Promise<Registered[]> {
  const { resources } = await record(() => new TorqueCluster("lisa", args), { preview });
  return [...resources];
}

function named(resources: readonly Registered[], name: string): Registered {
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return found;
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

const perWorker = (index: number): string[] =>
  ["", "-boot", "-host-key", "-membership"].map(
    (suffix) => `lisa-worker-${String(index)}${suffix}`,
  );

const always = [
  "lisa",
  "lisa-access",
  "lisa-access-key",
  "lisa-master",
  "lisa-master-boot",
  "lisa-master-host-key",
  "lisa-master-image",
  "lisa-master-image-build",
  "lisa-munge-key",
  "lisa-network",
  "lisa-site",
  "lisa-users",
];

describe("TorqueCluster", () => {
  for (const preview of [false, true]) {
    describe(preview ? "in preview" : "in a run", () => {
      it("makes exactly these resources", async () => {
        const names = (await registered({ homeGiB: 4 }, preview)).map(({ name }) => name).sort();
        const all = [
          ...always,
          ...perWorker(1),
          ...perWorker(2),
          "lisa-canary",
          "lisa-home",
          "lisa-worker-image",
          "lisa-worker-image-build",
        ];
        expect(names).to.deep.equal(all.sort());
      });

      it("makes no worker's parts and no canary when there are no workers", async () => {
        const names = (await registered({ workers: 0 }, preview)).map(({ name }) => name).sort();
        expect(names).to.deep.equal(always);
      });

      it("is the parent of everything but image builds, and no name comes twice", async () => {
        const resources = await registered({}, preview);
        for (const { name, parent } of resources) {
          const image = /^(.*-image)-build$/.exec(name)?.[1];
          expect(parent, name).to.equal(name === "lisa" ? "" : (image ?? "lisa"));
        }
        expect(new Set(resources.map(({ name }) => name)).size).to.equal(resources.length);
      });

      it("makes nothing before the site was checked", async () => {
        const resources = await registered({ homeGiB: 4 }, preview);
        for (const { name, dependsOn } of resources) {
          if (name !== "lisa" && name !== "lisa-site")
            expect(dependsOn, name).to.include("lisa-site");
        }
      });
    });
  }

  it("keeps the names of every release, so that stacks can be updated", async () => {
    const urns = (await registered({ homeGiB: 4 })).map(({ urn }) => urn).sort();
    if (process.env.UPDATE_GOLDEN === "1")
      fs.writeFileSync(URNS, `${JSON.stringify(urns, undefined, 2)}\n`);
    expect(urns).to.deep.equal(JSON.parse(fs.readFileSync(URNS, "utf8")));
  });

  it("has the outputs that the user sees", async () => {
    const { result } = await record(() => new TorqueCluster("lisa", {}));
    expect(await valueOf(result.masterIp)).to.equal("10.77.0.10");
    expect(await valueOf(result.workers)).to.deep.equal({
      "worker-1": "10.77.0.11",
      "worker-2": "10.77.0.12",
    });
    expect(await valueOf(result.user)).to.equal("tuser");
    expect(await valueOf(result.ssh)).to.equal("ssh -F /access/ssh_config master");
    expect(await valueOf(result.knownHosts)).to.equal("/access/known_hosts");
    expect(await valueOf(result.privateKey)).to.equal("PRIVATE-lisa-access-key");
    expect(await valueOf(result.ready)).to.deep.equal({ jobRan: true, ...measured });
  });

  it("says of a cluster without workers that no job ran", async () => {
    const { result } = await record(() => new TorqueCluster("lisa", { workers: 0 }));
    expect((await valueOf(result.ready)).jobRan).to.equal(false);
  });

  it("keeps its private key a secret", async () => {
    const { result } = await record(() => new TorqueCluster("lisa", {}));
    const secret = (result.privateKey as unknown as { isSecret: Promise<boolean> }).isSecret;
    expect(await secret).to.equal(true);
  });
});

describe("TorqueCluster's secrets", () => {
  it("are never in clear in any input", async () => {
    const resources = await registered({ homeGiB: 4 });
    for (const { name, inputs } of resources) {
      const visible = JSON.stringify(withoutSecrets(inputs));
      expect(visible, name).to.not.match(/PRIVATE-|TVVOR0U|4d554e4745/);
    }
  });

  it("do reach the nodes", async () => {
    const resources = await registered({});
    const { userData } = unwrapped(named(resources, "lisa-worker-1").inputs) as {
      userData: string;
    };
    expect(userData).to.include("TVVOR0U=").and.include("PRIVATE-lisa-worker-1-host-key");
    expect(userData).to.include("SLIPWAY_MASTER_ADDRESS='10.77.0.10'");
    expect(userData).to.not.include("PRIVATE-lisa-master-host-key");
    expect(userData).to.not.include("PRIVATE-lisa-access-key");
  });

  it("are marked as such in the outputs of keys", async () => {
    const resources = await registered({});
    expect(named(resources, "lisa-access-key").secretOutputs).to.include("privateKeyOpenssh");
    expect(named(resources, "lisa-munge-key").secretOutputs).to.include("base64");
  });

  it("stay out of what runs on the master", async () => {
    const { inputs } = named(await registered({}), "lisa-users");
    const { stdin, create } = inputs as { stdin: string; create: string };
    expect(create).to.equal("sudo slipway-users apply");
    expect(JSON.parse(stdin)).to.deep.equal([
      { name: "tuser", uid: 2001, sshKeys: ["ssh-ed25519 PUBLIC-lisa-access-key"], groups: [] },
    ]);
  });
});

describe("A worker of a TorqueCluster", () => {
  it("joins after both boots, leaves before it is replaced, and does not hold up the end of the master", async () => {
    const membership = named(await registered({}), "lisa-worker-2-membership");
    expect(membership.dependsOn).to.include.members(["lisa-master-boot", "lisa-worker-2-boot"]);
    expect(membership.deletedWith).to.equal("lisa-master");
    expect(membership.deleteBeforeReplace).to.equal(true);
    const {
      create,
      delete: leave,
      triggers,
      connection,
    } = unwrapped(membership.inputs) as Record<string, unknown>;
    expect(create).to.equal(
      "sudo slipway-worker join worker-2 10.77.0.12 'ssh-ed25519 PUBLIC-lisa-worker-2-host-key' 600",
    );
    expect(leave).to.equal("sudo slipway-worker leave worker-2 300");
    expect(triggers).to.deep.equal(["lisa-worker-2-machine-id", "lisa-master-machine-id"]);
    expect(connection).to.include({
      host: "127.0.0.1",
      port: 2201,
      user: "slipway",
      hostKey: "ssh-ed25519 PUBLIC-lisa-master-host-key",
    });
  });

  it("waits for no other worker", async () => {
    const resources = await registered({ workers: 3 });
    for (const { name, dependsOn } of resources) {
      const own = /^lisa-worker-\d/.exec(name)?.[0];
      if (own === undefined) continue;
      const others = dependsOn.filter(
        (other) => /^lisa-worker-\d/.test(other) && !other.startsWith(own),
      );
      expect(others, name).to.deep.equal([]);
    }
  });

  it("is found by ssh through the master", async () => {
    const { inputs } = named(await registered({ workers: 1 }), "lisa-access");
    const { hosts, user } = unwrapped(inputs) as { hosts: unknown; user: string };
    expect(user).to.equal("tuser");
    expect(hosts).to.deep.equal([
      {
        alias: "master",
        hostname: "127.0.0.1",
        port: 2201,
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
  });
});

describe("A change of workers from 2 to 3", () => {
  it("touches only worker-3, what knows of all nodes, and nothing else", async () => {
    const before = await registered({ workers: 2, homeGiB: 4 });
    const after = await registered({ workers: 3, homeGiB: 4 });
    const old = new Map(before.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const touched = after.filter(({ name, inputs }) => old.get(name) !== JSON.stringify(inputs));
    expect(touched.map(({ name }) => name).sort()).to.deep.equal(
      ["lisa-access", "lisa-canary", "lisa-site", ...perWorker(3)].sort(),
    );
  });
});

describe("A change of users", () => {
  it("replaces no machine", async () => {
    const before = await registered({});
    const after = await registered({
      users: [
        { name: "ada", uid: 2002 },
        { name: "tuser", uid: 2001 },
      ],
    });
    const old = new Map(before.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const touched = after.filter(({ name, inputs }) => old.get(name) !== JSON.stringify(inputs));
    expect(touched.map(({ name }) => name).sort()).to.deep.equal([
      "lisa-access",
      "lisa-canary",
      "lisa-users",
    ]);
  });
});

describe("TorqueCluster with stock images", () => {
  it("builds none and sends the recipes along", async () => {
    const resources = await registered({
      workers: 1,
      masterImage: "debian-12",
      workerImage: "debian-12",
    });
    expect(resources.filter(({ type }) => type.includes("Image"))).to.deep.equal([]);
    const { image, userData } = unwrapped(named(resources, "lisa-worker-1").inputs) as Record<
      string,
      string
    >;
    expect(image).to.equal("debian-12");
    expect((parse(userData ?? "") as { runcmd: unknown[] }).runcmd).to.have.length(2);
  });
});

describe("TorqueCluster fails", () => {
  it("with all problems in one error, before anything is made", async () => {
    let error: unknown;
    const { resources } = await record(() => {
      try {
        new TorqueCluster("lisa", {
          workers: -1,
          users: [{ name: "root", uid: 0 }],
          setup: "/nowhere.sh",
        });
      } catch (caught) {
        error = caught;
      }
    });
    expect((error as Error).message).to.equal(
      [
        'TorqueCluster "lisa": 4 invalid arguments',
        "  workers: must be a whole number 0–250, got -1",
        '  users[0].name: is an account of the system, choose another, got "root"',
        "  users[0].uid: is root's, use 1000–59999, got 0",
        '  setup: no such file, got "/nowhere.sh"',
      ].join("\n"),
    );
    expect(resources.map(({ name }) => name)).to.deep.equal(["lisa"]);
  });

  it("for a platform that this version does not have", async () => {
    let message = "";
    await record(() => {
      try {
        new TorqueCluster("lisa", { platform: "stratuslab" });
      } catch (caught) {
        message = (caught as Error).message;
      }
    });
    expect(message).to.match(/platform: stratuslab is not in this version, use one of: local/);
  });
});
