import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { VirtualMachine } from "../../lib/machine/virtual-machine";
import type { VirtualMachineArgs } from "../../lib/machine/args";
import { unwrapped, withoutSecrets } from "./recorder";

interface Seen {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const PRIVATE =
  "-----BEGIN OPENSSH PRIVATE KEY-----\nPRIVATE-HALF\n-----END OPENSSH PRIVATE KEY-----\n";
const USER_DATA = "#cloud-config\nwrite_files: [{path: /token, content: GEHEIM}]\n";

const outputs: Record<string, object> = {
  "tls:index/privateKey:PrivateKey": {
    privateKeyOpenssh: PRIVATE,
    publicKeyOpenssh: "ssh-ed25519 AAAA\n",
  },
  "pulumi-nodejs:dynamic/slipway:LocalMachine": {
    machineId: "m-1",
    startId: "s-1",
    privateAddress: "10.0.2.15",
    endpointHost: "127.0.0.1",
    endpointPort: 2201,
  },
  "slipway:index:VirtualMachine": {},
  "slipway:index:ClusterImage": {},
  "pulumi-nodejs:dynamic/slipway:ImageBuild": { imageName: "orchestrator-abc" },
  "pulumi-nodejs:dynamic/slipway:NodeBoot": { bootSec: 12.5, bootId: "boot" },
  "pulumi-nodejs:dynamic/slipway:AccessFiles": {
    knownHosts: "/a/known_hosts",
    ssh: "ssh -F /a/ssh_config box",
  },
  "pulumi-nodejs:dynamic/slipway:LocalSite": {},
  "pulumi-nodejs:dynamic/slipway:LocalVolume": {},
};

async function make(
  args: VirtualMachineArgs,
  preview = false,
): Promise<{ box: VirtualMachine; seen: Seen[] }> {
  const seen: Seen[] = [];
  const newResource = ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
    seen.push({ type, name, inputs: inputs as Record<string, unknown> });
    const own = outputs[type];
    if (own === undefined) throw new Error(`no mock for ${type}`);
    const state = { ...(inputs as object), ...(preview ? {} : own) };
    return { id: preview ? undefined : `${name}-id`, state };
  };
  const call = () => {
    throw new Error("nothing is to be looked up");
  };
  await pulumi.runtime.setMocks({ newResource, call }, "slipway", "test", preview);
  const box = new VirtualMachine("box", args);
  await pulumi.runtime.disconnect();
  return { box, seen };
}

const named = (seen: readonly Seen[], name: string): Record<string, unknown> => {
  const found = seen.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return unwrapped(found.inputs) as Record<string, unknown>;
};
const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply(resolve));
const USUAL = [
  "box",
  "box-access",
  "box-access-key",
  "box-boot",
  "box-host-key",
  "box-image",
  "box-image-build",
  "box-site",
];

describe("VirtualMachine", () => {
  for (const preview of [false, true]) {
    describe(preview ? "in preview" : "in a run", () => {
      const names = async (args: VirtualMachineArgs) =>
        [...(await make(args, preview)).seen.map(({ name }) => name)].sort();

      it("makes exactly these resources", async () => {
        expect(await names({})).to.deep.equal([...USUAL, "box"].sort());
      });

      it("makes no image when one is given, and a volume when one is asked for", async () => {
        const all = [...USUAL, "box", "box-data"].filter((name) => !name.includes("image"));
        expect(await names({ image: "debian-12", dataGiB: 2 })).to.deep.equal(all.sort());
      });

      it("waits for nothing when told so", async () => {
        expect(await names({ waitFor: "none" })).not.to.include("box-boot");
        expect(await names({ publicAddress: false })).not.to.include("box-boot");
      });
    });
  }

  it("gives what is needed to log in", async () => {
    const { box } = await make({ dataGiB: 1 });
    expect(await valueOf(box.endpoint)).to.deep.equal({ host: "127.0.0.1", port: 2201 });
    expect(await valueOf(box.address)).to.equal("127.0.0.1");
    expect(await valueOf(box.user)).to.equal("slipway");
    expect(await valueOf(box.ssh)).to.equal("ssh -F /a/ssh_config box");
    expect(await valueOf(box.knownHosts)).to.equal("/a/known_hosts");
    expect(await valueOf(box.privateKey)).to.equal(PRIVATE);
    expect(await valueOf(box.dataSerial)).to.equal("box-data");
    expect(await valueOf((await make({})).box.dataSerial)).to.equal("");
  });

  it("answers at its private address when it has no other", async () => {
    const { box } = await make({ publicAddress: false });
    expect(await valueOf(box.endpoint)).to.deep.equal({ host: "10.0.2.15", port: 22 });
  });

  it("waits by cloud-init's status, with the planned host key", async () => {
    const { seen } = await make({ bootDeadlineSec: 99, user: "me" });
    expect(named(seen, "box-boot")).to.deep.include({
      node: "box",
      machineId: "s-1",
      signal: "cloud-init",
      deadlineSec: 99,
      stack: "slipway-test",
      ssh: {
        host: "127.0.0.1",
        port: 2201,
        user: "me",
        hostKey: "ssh-ed25519 AAAA",
        privateKey: PRIVATE,
      },
    });
    expect(named(seen, "box-access")).to.deep.include({
      user: "me",
      hosts: [{ alias: "box", hostname: "127.0.0.1", port: 2201, hostKey: "ssh-ed25519 AAAA" }],
    });
  });

  it("starts from the built image or the given one, with the user's own user data in it", async () => {
    const { seen } = await make({ userData: pulumi.secret(USER_DATA) });
    // The component and the machine have one name; the component shows the engine none of its arguments.
    const [component, machine] = seen.filter(({ name }) => name === "box");
    expect(component?.inputs).to.deep.equal({});
    const inputs = unwrapped(machine?.inputs) as Record<string, unknown>;
    expect(inputs.image).to.equal("orchestrator-abc");
    expect(String(inputs.userData)).to.contain(
      Buffer.from(USER_DATA).toString("base64").slice(0, 40),
    );
  });

  it("shows no secret in any input or plain output", async () => {
    const { box, seen } = await make({ userData: USER_DATA });
    const encoded = [PRIVATE, USER_DATA].map((text) =>
      Buffer.from(text).toString("base64").slice(0, 40),
    );
    const open = JSON.stringify(seen.map(({ inputs }) => withoutSecrets(inputs)));
    for (const secret of ["PRIVATE-HALF", "GEHEIM", ...encoded])
      expect(open).not.to.contain(secret);
    expect(await pulumi.isSecret(box.privateKey)).to.be.true;
    for (const output of [box.address, box.ssh, box.knownHosts, box.user]) {
      expect(await pulumi.isSecret(output)).to.be.false;
    }
  });

  it("fails with all mistakes in one error, before anything is made", async () => {
    const seen: string[] = [];
    const newResource = ({ type }: pulumi.runtime.MockResourceArgs) => {
      seen.push(type);
      return { id: "", state: {} };
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "slipway", "test");
    expect(() => new VirtualMachine("box", { user: "root", userData: "x" })).to.throw(
      pulumi.ResourceError,
      /^VirtualMachine "box": 2 invalid arguments\n {2}userData: .*\n {2}user: /,
    );
    await pulumi.runtime.disconnect();
    expect(seen).to.deep.equal(["slipway:index:VirtualMachine"]);
  });
});
