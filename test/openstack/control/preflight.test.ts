import { expect } from "chai";
import { TestStack } from "../../e2e/support/test-stack";
import { fault, mutatingCalls } from "../support/lab";

/** What is taken away, and the words by which preview must name it. */
const SHORTAGES: readonly (readonly [
  name: string,
  knob: string[],
  words: RegExp,
  args?: object,
])[] = [
  ["cores", ["quota", "cores=2"], /cores: needs 3, 2 free/],
  ["memory", ["quota", "ram=1024"], /ram: needs \d+, 1024 free/],
  ["instances", ["quota", "instances=2"], /instances: needs 3, 2 free/],
  ["ports", ["quota", "port=2"], /ports: needs \d+, 2 free/],
  ["networks", ["quota", "network=0"], /networks: needs 1, 0 free/],
  ["routers", ["quota", "router=0"], /routers: needs 1, 0 free/],
  ["floating IPs", ["quota", "floatingip=0"], /floatingIps: needs 1, 0 free/],
  ["security groups", ["quota", "security_group=1"], /securityGroups: needs 1, 0 free/],
  ["server groups", ["quota", "server_groups=0"], /serverGroups: needs 1, 0 free/],
  ["members of a server group", ["quota", "server_group_members=2"], /members: needs 3, 2 free/i],
  ["volumes", ["quota", "volumes=0"], /volumes: needs 1, 0 free/, { homeGiB: 1 }],
  ["gigabytes", ["quota", "gigabytes=0"], /gigabytes: needs 1, 0 free/, { homeGiB: 1 }],
  ["the address pool", ["floating-pool", "0"], /pool has 0 free addresses/],
  ["a flavor", [], /no flavor|flavor/i, { worker: { vcpus: 64 } }],
  ["an image", [], /no image|image/i, { workerImage: "no-such-image" }],
  [
    "an active image",
    ["image", "deactivate", "fake"],
    /deactivated|not active/,
    { workerImage: "fake" },
  ],
  ["a network", [], /no-such-net/, { openstack: { network: "no-such-net" } }],
  ["a zone", [], /availabilityZone.*moon/, { openstack: { availabilityZone: "moon" } }],
];

describe("preview on a cloud that has not enough", function () {
  this.timeout(120_000);
  const base = { platform: "openstack", workers: 2, sshCidrs: ["172.24.0.0/16"] };
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.open("cluster");
    await stack.preview(base);
  });

  afterEach(async () => {
    await fault("quota", "reset");
    await fault("floating-pool", "refill");
    await fault("image", "reactivate", "fake");
  });

  after(async () => stack.close());

  it("finds nothing short when there is enough, and changes nothing", async () => {
    await fault("calls", "reset");
    const preview = await stack.preview(base);
    expect(preview.ok, stack.transcript).to.be.true;
    expect(await mutatingCalls()).to.equal(0);
  });

  for (const [name, knob, words, args = {}] of SHORTAGES) {
    it(`names what is short: ${name}`, async () => {
      if (knob.length > 0) await fault(...knob);
      await fault("calls", "reset");
      const preview = await stack.preview({ ...base, ...args });
      expect(preview.ok).to.be.false;
      const text = preview.diagnostics.map(({ message }) => message).join("\n");
      expect(text).to.match(words);
      expect(await mutatingCalls(), "mutating calls").to.equal(0);
    });
  }

  it("says all that is short in one message, with the number of workers that fits", async () => {
    await fault("quota", "cores=2", "instances=2");
    const preview = await stack.preview(base);
    const [error] = preview.diagnostics.filter(({ message }) => message.includes("cores"));
    expect(error?.message)
      .to.match(/instances/)
      .and.match(/1 worker/);
  });
});
