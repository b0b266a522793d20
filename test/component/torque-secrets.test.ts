import { expect } from "chai";
import { registered } from "./cluster";
import { named, unwrapped, withoutSecrets } from "./recorder";

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
    expect(userData).to.not.match(/PRIVATE-lisa-(operator|user)-key/);
  });

  it("are marked as such in the outputs of keys", async () => {
    const resources = await registered({});
    for (const key of ["lisa-operator-key", "lisa-user-key-tuser"])
      expect(named(resources, key).secretOutputs, key).to.include("privateKeyOpenssh");
    expect(named(resources, "lisa-munge-key").secretOutputs).to.include("base64");
  });

  it("stay out of what runs on the master", async () => {
    const { inputs } = named(await registered({}), "lisa-users");
    const { stdin, create } = inputs as { stdin: string; create: string };
    expect(create).to.equal("sudo slipway-users --deadline 180 apply");
    expect(JSON.parse(stdin)).to.deep.equal([
      { name: "tuser", uid: 2001, sshKeys: ["ssh-ed25519 PUBLIC-lisa-user-key-tuser"], groups: [] },
    ]);
  });
});

describe("TorqueCluster's two keys", () => {
  const publicKeys = (text: string): string[] =>
    text.match(/PUBLIC-lisa-(?:operator-key|user-key-tuser)/g) ?? [];

  it("open different accounts: the operator's on nodes and at the site, the user's only the user's", async () => {
    const resources = await registered({});
    for (const node of ["lisa-master", "lisa-worker-1"]) {
      const { userData } = unwrapped(named(resources, node).inputs) as { userData: string };
      expect(publicKeys(userData), node).to.deep.equal(["PUBLIC-lisa-operator-key"]);
    }
    const { stdin } = named(resources, "lisa-users").inputs as { stdin: string };
    expect(publicKeys(stdin)).to.deep.equal(["PUBLIC-lisa-user-key-tuser"]);
  });

  it("are used for different things: the user's for nothing but the access files", async () => {
    const resources = await registered({});
    const users = (key: string) =>
      resources
        .filter(({ inputs }) => {
          const used = { ...(unwrapped(inputs) as object), masked: [] };
          return JSON.stringify(used).includes(`PRIVATE-lisa-${key}-key`);
        })
        .map(({ name }) => name)
        .sort();
    expect(users("user")).to.deep.equal(["lisa-access"]);
    expect(users("operator")).to.deep.equal([
      "lisa-canary",
      "lisa-health",
      "lisa-master-boot",
      "lisa-users",
      ...[1, 2].flatMap((i) => [
        `lisa-worker-${String(i)}-boot`,
        `lisa-worker-${String(i)}-membership`,
      ]),
    ]);
  });

  it("are both masked in what is kept of a failed boot", async () => {
    const { inputs } = named(await registered({}), "lisa-worker-1-boot");
    const { ssh, masked } = unwrapped(inputs) as { ssh: { privateKey: string }; masked: string[] };
    expect(ssh.privateKey).to.equal("PRIVATE-lisa-operator-key");
    expect(masked).to.deep.equal([
      "TVVOR0U=",
      "PRIVATE-lisa-worker-1-host-key",
      "PRIVATE-lisa-user-key-tuser",
    ]);
  });
});
