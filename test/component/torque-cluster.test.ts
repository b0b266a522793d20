import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { TorqueCluster } from "../../lib";
import { measured } from "./outputs";
import { named, record, unwrapped } from "./recorder";
import { registered } from "./cluster";

const URNS = path.resolve(__dirname, "../fixtures/urns/0.1.0.json");

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
  "lisa-health",
  "lisa-operator-key",
  "lisa-user-key-tuser",
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
        expect(names).to.deep.equal([...always].sort());
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
    expect(await valueOf(result.privateKey)).to.equal("PRIVATE-lisa-user-key-tuser");
    expect(await valueOf(result.operatorKey)).to.equal("PRIVATE-lisa-operator-key");
    expect(await valueOf(result.ready)).to.deep.equal({ jobRan: true, ...measured });
  });

  it("says of a cluster without workers that no job ran", async () => {
    const { result } = await record(() => new TorqueCluster("lisa", { workers: 0 }));
    expect((await valueOf(result.ready)).jobRan).to.equal(false);
  });

  it("keeps its private keys secrets", async () => {
    const { result } = await record(() => new TorqueCluster("lisa", {}));
    for (const key of [result.privateKey, result.operatorKey]) {
      const { isSecret } = key as unknown as { isSecret: Promise<boolean> };
      expect(await isSecret).to.equal(true);
    }
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
      "sudo slipway-worker --deadline 600 join worker-2 10.77.0.12 'ssh-ed25519 PUBLIC-lisa-worker-2-host-key'",
    );
    expect(leave).to.equal("sudo slipway-worker --deadline 300 leave worker-2");
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
      ["lisa-access", "lisa-canary", "lisa-health", "lisa-site", ...perWorker(3)].sort(),
    );
  });
});

describe("A change of users", () => {
  it("replaces no machine, and gives who becomes the first user a key pair of its own", async () => {
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
      "lisa-health",
      // What it masks; its diff looks at the machine only.
      "lisa-master-boot",
      "lisa-user-key-ada",
      "lisa-users",
      "lisa-worker-1-boot",
      "lisa-worker-2-boot",
    ]);
    const { stdin } = named(after, "lisa-users").inputs as { stdin: string };
    expect(stdin).to.include("PUBLIC-lisa-user-key-ada").and.not.include("user-key-tuser");
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

  it("sends the master's commands once it is up, before anything is run there", async () => {
    const resources = await registered({ workers: 1, masterImage: "debian-13" });
    const sent = named(resources, "lisa-master-commands");
    expect(sent.dependsOn).to.include("lisa-master-boot");
    const { stdin, triggers, create } = unwrapped(sent.inputs) as {
      stdin: string;
      triggers: string[];
      create: string;
    };
    expect(Buffer.from(stdin, "base64").subarray(0, 2).toString("hex")).to.equal("1f8b");
    expect(triggers).to.deep.equal([
      "lisa-master-machine-id",
      createHash("sha256").update(stdin).digest("hex"),
    ]);
    expect(create).to.match(/^sudo timeout --kill-after=5 120 bash -c 'set -euo pipefail\n/);
    expect(sent.timeouts.create).to.equal("270s");
    for (const name of ["lisa-users", "lisa-worker-1-membership"])
      expect(named(resources, name).dependsOn, name).to.include("lisa-master-commands");
  });

  it("sends none where only workers start from a stock image", async () => {
    const names = (await registered({ workerImage: "debian-13" })).map(({ name }) => name);
    expect(names).to.not.include("lisa-master-commands");
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
