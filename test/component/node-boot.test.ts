import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { AccessFiles } from "../../lib/access/access-files";
import { NodeBoot } from "../../lib/node/node-boot";
import { unwrapped, withoutSecrets } from "./recorder";

const hop = { host: "127.0.0.1", port: 2201, user: "slipway", hostKey: "ssh-ed25519 AAAA" };
const boot = {
  observer: { platform: "local", key: { machine: "x" } },
  machineId: "m-1",
  node: "worker-1",
  role: "torque-worker",
  deadlineSec: 600,
  ssh: { ...hop, privateKey: "PRIVATE-KEY" },
  stack: "demo-dev",
} as const;

/** The inputs with which a program registers its only resource. */
async function inputsOf(program: () => void): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown>[] = [];
  const newResource = ({ inputs }: pulumi.runtime.MockResourceArgs) => {
    const { __provider, ...others } = inputs as Record<string, unknown>;
    expect(__provider).to.be.a("string");
    seen.push(others);
    return { id: "id", state: others };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "slipway", "test");
  program();
  await pulumi.runtime.disconnect();
  return seen[0] ?? {};
}

describe("the resources that wait and write", () => {
  it("NodeBoot hands the key and what to mask over as secrets, and defaults to beacons", async () => {
    const inputs = await inputsOf(() => new NodeBoot("boot", { ...boot, masked: ["MUNGE-KEY"] }));
    expect(unwrapped(inputs)).to.deep.include({
      ...boot,
      masked: ["MUNGE-KEY"],
      signal: "recipes",
      providerVersion: 1,
    });
    expect(JSON.stringify(withoutSecrets(inputs))).not.to.match(/PRIVATE-KEY|MUNGE-KEY/);
  });

  it("NodeBoot masks nothing more when not told to", async () => {
    const inputs = await inputsOf(() => new NodeBoot("boot", { ...boot, signal: "cloud-init" }));
    expect(unwrapped(inputs)).to.deep.include({ masked: [], signal: "cloud-init" });
  });

  it("AccessFiles hands the key over as a secret", async () => {
    const args = { stack: "demo-dev", cluster: "lisa", user: "tuser", privateKey: "PRIVATE-KEY" };
    const hosts = [{ alias: "master", hostname: "127.0.0.1", port: 2201, hostKey: hop.hostKey }];
    const inputs = await inputsOf(() => new AccessFiles("access", { ...args, hosts }));
    expect(unwrapped(inputs)).to.deep.include({ ...args, hosts, providerVersion: 1 });
    expect(JSON.stringify(withoutSecrets(inputs))).not.to.contain("PRIVATE-KEY");
  });
});
