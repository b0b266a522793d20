import { expect } from "chai";
import * as fc from "fast-check";
import { Address4 } from "ip-address";
import type { TorqueClusterArgs } from "../../../lib/torque/args";
import { type NodePlan, plan, type TorquePlan } from "../../../lib/torque/plan";
import { renderUserData } from "../../../lib/user-data/render";
import { around } from "./around";

function planned(args: TorqueClusterArgs, name = "lisa"): TorquePlan {
  const result = plan(name, args, around);
  if (result.plan === undefined) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}

function rendered(node: NodePlan): string {
  return renderUserData({
    ...node.userData,
    hostKey: { private: "PRIVATE", public: "PUBLIC" },
    operatorKeys: [],
    secrets: {},
  });
}

const workerCount = fc.integer({ min: 0, max: 244 });

describe("plan", () => {
  it("makes a master and two workers when nothing is said", () => {
    const { master, workers, users, settings } = planned({});
    expect(
      [master, ...workers].map(({ node, resource, address, role }) => [
        node,
        resource,
        address,
        role,
      ]),
    ).to.deep.equal([
      ["master", "lisa-master", "10.77.0.10", "torque-master"],
      ["worker-1", "lisa-worker-1", "10.77.0.11", "torque-worker"],
      ["worker-2", "lisa-worker-2", "10.77.0.12", "torque-worker"],
    ]);
    expect(users).to.deep.equal([{ name: "tuser", uid: 2001 }]);
    expect(settings.domain).to.equal("lisa.internal");
  });

  it("gives a worker exactly the environment that its recipes read", () => {
    const [worker] = planned({ worker: { vcpus: 4 } }).workers;
    expect(worker?.userData.env).to.deep.equal({
      SLIPWAY_CLUSTER: "lisa",
      SLIPWAY_ROLE: "torque-worker",
      SLIPWAY_NODE: "worker-1",
      SLIPWAY_DOMAIN: "lisa.internal",
      SLIPWAY_ADDRESS: "10.77.0.11",
      SLIPWAY_CIDR: "10.77.0.0/24",
      SLIPWAY_MASTER_ADDRESS: "10.77.0.10",
      SLIPWAY_CPUS: "4",
      SLIPWAY_PACKAGES: "",
      SLIPWAY_HOME_VOLUME: "",
    });
  });

  it("takes zero workers", () => {
    expect(planned({ workers: 0 }).workers).to.deep.equal([]);
  });

  it("asks the site for every machine, the volume and one public address", () => {
    const { needs } = planned({ workers: 1, homeGiB: 4, worker: { memoryMiB: 1024 } });
    expect(needs).to.deep.equal({
      machines: [
        { name: "lisa-master", vcpus: 1, memoryMiB: 768, diskGiB: 8 },
        { name: "lisa-worker-1", vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
      ],
      volumes: [{ name: "lisa-home", sizeGiB: 4 }],
      publicAddresses: 1,
      sshCidrs: ["0.0.0.0/0"],
    });
  });

  it("names a stock image to the site, which has to have it", () => {
    const { needs } = planned({ workers: 1, workerImage: "debian-12" });
    expect(needs.machines.map(({ image }) => image)).to.deep.equal([undefined, "debian-12"]);
  });

  it("puts packages into images, and into the environment only where a stock image has none", () => {
    const { master, workers } = planned({ packages: ["git", "fftw3"], workerImage: "debian-12" });
    expect(master.userData.env.SLIPWAY_PACKAGES).to.equal("");
    expect(workers[0]?.userData.env.SLIPWAY_PACKAGES).to.equal("git fftw3");
  });

  it("sends the recipes along with a stock image only", () => {
    const { master, workers } = planned({ workers: 1, masterImage: "debian-12" });
    expect(master.userData.payload?.kinds).to.deep.equal(["orchestrator", "torque-master"]);
    expect(master.stockImage).to.equal("debian-12");
    expect(workers[0]?.userData).to.not.have.property("payload");
  });

  it("lets workers wait for a master that installs everything first, and only for that", () => {
    const patience = (args: TorqueClusterArgs): (string | undefined)[] => {
      const { master, workers } = planned({ workers: 1, ...args });
      return [master, ...workers].map((node) => node.userData.env.SLIPWAY_MOUNT_DEADLINE_SEC);
    };
    expect(patience({ masterImage: "debian-12" })).to.deep.equal([undefined, "7200"]);
    expect(patience({ workerImage: "debian-12" })).to.deep.equal([undefined, undefined]);
  });

  it("gives the setup script to every node", () => {
    const result = plan("lisa", {}, { ...around, setup: { text: "#!/bin/sh\n" } });
    const nodes = [result.plan?.master, ...(result.plan?.workers ?? [])];
    expect(nodes.map((node) => node?.userData.setup)).to.deep.equal(Array(3).fill("#!/bin/sh\n"));
  });

  it("takes a long setup script that fits compressed", () => {
    const setup = { text: `#!/bin/bash\n${"echo\n".repeat(20_000)}` };
    expect(plan("lisa", {}, { ...around, setup }).problems).to.equal(undefined);
  });

  it("is the same for the same arguments", () => {
    expect(planned({ workers: 7 })).to.deep.equal(planned({ workers: 7 }));
  });
});

describe("plan, for any number of workers", () => {
  it("gives each node an address of its own inside the range", () => {
    const cidrs = fc.constantFrom("10.77.0.0/24", "192.168.128.0/17", "172.20.0.0/16");
    fc.assert(
      fc.property(workerCount, cidrs, (workers, cidr) => {
        const made = planned({ workers, cidr });
        const addresses = [made.master, ...made.workers].map(({ address }) => address);
        expect(new Set(addresses).size).to.equal(workers + 1);
        for (const address of addresses) {
          expect(new Address4(address).isInSubnet(new Address4(cidr))).to.equal(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("leaves master and remaining workers as they are, byte for byte, when the number changes", () => {
    fc.assert(
      fc.property(workerCount, workerCount, (before, after) => {
        const old = planned({ workers: before });
        const now = planned({ workers: after });
        const kept = Math.min(before, after);
        expect(JSON.stringify(now.master)).to.equal(JSON.stringify(old.master));
        expect(JSON.stringify(now.workers.slice(0, kept))).to.equal(
          JSON.stringify(old.workers.slice(0, kept)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("tells no worker of another one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), (count) => {
        const { workers } = planned({ workers: count });
        for (const worker of workers) {
          const words = new Set(rendered(worker).split(/[^a-z0-9.-]+/));
          for (const peer of workers) {
            if (peer === worker) continue;
            expect(
              words.has(peer.node) || words.has(peer.address),
              `${worker.node} knows ${peer.node}`,
            ).to.equal(false);
          }
        }
      }),
      { numRuns: 10 },
    );
  });
});
