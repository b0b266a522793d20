import { expect } from "chai";
import { registered } from "./cluster";
import { named, unwrapped } from "./recorder";

describe("The health of a TorqueCluster", () => {
  it("is asked after everything else, with the operator's key", async () => {
    const { dependsOn, inputs } = named(await registered({}), "lisa-health");
    expect(dependsOn).to.include.members([
      "lisa-users",
      "lisa-canary",
      "lisa-worker-1-membership",
      "lisa-worker-2-membership",
    ]);
    expect(unwrapped(inputs)).to.deep.include({
      cluster: "lisa",
      workers: ["worker-1", "worker-2"],
      problems: [],
      ssh: {
        host: "127.0.0.1",
        port: 2201,
        user: "slipway",
        hostKey: "ssh-ed25519 PUBLIC-lisa-master-host-key",
        privateKey: "PRIVATE-lisa-operator-key",
      },
      masked: ["TVVOR0U=", "PRIVATE-lisa-user-key-tuser"],
    });
  });

  it("is asked of a master without workers too", async () => {
    const { dependsOn } = named(await registered({ workers: 0 }), "lisa-health");
    expect(dependsOn).to.include.members(["lisa-users"]);
  });

  it("is looked at again, after the canary, when a node booted anew or the users changed", async () => {
    const resources = await registered({});
    const triggers = (name: string) =>
      (unwrapped(named(resources, name).inputs) as { triggers: string[] }).triggers;
    expect(triggers("lisa-health")).to.deep.equal(triggers("lisa-canary"));
    const [users = "", ...boots] = triggers("lisa-health");
    expect(users).to.match(/"tuser"/);
    expect(boots).to.deep.equal(["boot", "boot", "boot"]);
  });
});
