import { expect } from "chai";
import { TestStack } from "../../e2e/support/test-stack";
import { fault } from "../support/lab";
import { countedPreview } from "../support/preview";

/** What is taken away, and the words by which preview must name it. */
const SHORTAGES: readonly (readonly [
  name: string,
  knob: string[],
  words: RegExp,
  args?: object,
])[] = [
  ["cores", ["quota", "cores=2"], /cores: needs 3, 2 free/],
  ["memory", ["quota", "ram=1024"], /RAM \(MiB\): needs \d+, 1024 free/],
  ["instances", ["quota", "instances=2"], /instances: needs 3, 2 free/],
  ["ports", ["quota", "port=2"], /ports: needs \d+, 2 free/],
  ["networks", ["quota", "network=0"], /networks: needs 1, 0 free/],
  ["subnets", ["quota", "subnet=0"], /subnets: needs 1, 0 free/],
  ["routers", ["quota", "router=0"], /routers: needs 1, 0 free/],
  ["floating IPs", ["quota", "floatingip=0"], /floating IPs: needs 1, 0 free/],
  ["security groups", ["quota", "security_group=1"], /security groups: needs 1, 0 free/],
  [
    "rules of security groups",
    ["quota", "security_group_rule=0"],
    /security group rules: needs 4, 0 free/,
  ],
  ["key pairs", ["quota", "key_pairs=0"], /key pairs: needs 1, 0 free/],
  ["server groups", ["quota", "server_groups=0"], /server groups: needs 1, 0 free/],
  [
    "members of a server group",
    ["quota", "server_group_members=2"],
    /server group members: needs 3, 2 free/,
  ],
  ["volumes", ["quota", "volumes=0"], /volumes: needs 1, 0 free/, { homeGiB: 1 }],
  ["gigabytes", ["quota", "gigabytes=0"], /volume gigabytes: needs 1, 0 free/, { homeGiB: 1 }],
  ["a flavor", [], /no flavor of this cloud has/, { worker: { vcpus: 64 } }],
  [
    "a flavor of that name",
    [],
    /flavor: is not on this cloud, it has: .*m1\.tiny/,
    { openstack: { workerFlavor: "m9" } },
  ],
  ["an image", [], /is no image of this cloud/, { workerImage: "no-such-image" }],
  [
    "an active image",
    ["image", "deactivate", "fake"],
    /is deactivated, machines start only/,
    { workerImage: "fake" },
  ],
  [
    "a network",
    [],
    /is no network that this project may see/,
    { openstack: { network: "no-such-net" } },
  ],
  [
    "an external network",
    [],
    /externalNetwork: is no external network of this cloud, it has: public/,
    { openstack: { externalNetwork: "moon" } },
  ],
  [
    "a floating IP of this project",
    [],
    /floatingIp: is no floating IP of this project/,
    { openstack: { floatingIp: "172.24.4.99" } },
  ],
  [
    "a volume type",
    [],
    /volumeType: is no volume type of this cloud/,
    { homeGiB: 1, openstack: { volumeType: "gold" } },
  ],
  ["a zone", [], /availabilityZone: is not available/, { openstack: { availabilityZone: "moon" } }],
];

/** Longest time until preview tells what is short, seconds. */
const SOON = 5;

/** What takes a knob back; each takes a second. */
const UNDO: Readonly<Partial<Record<string, readonly string[]>>> = {
  quota: ["quota", "reset"],
  image: ["image", "reactivate", "fake"],
};

describe("preview on a cloud that has not enough", function () {
  this.timeout(120_000);
  const base = { platform: "openstack", workers: 2, sshCidrs: ["172.24.0.0/16"] };
  const times: number[] = [];
  let stack: TestStack;
  let undo: readonly string[] | undefined;

  before(async () => {
    stack = await TestStack.open("cluster");
    await stack.preview(base);
  });

  afterEach(async () => {
    if (undo !== undefined) await fault(...undo);
    undo = undefined;
  });

  after(async () => {
    console.log(`    told after ${Math.max(...times).toFixed(1)} s at most`);
    await stack.close();
  });

  async function turn(knob: readonly string[]): Promise<void> {
    undo = UNDO[knob[0] ?? ""];
    if (knob.length > 0) await fault(...knob);
  }

  it("finds nothing short when there is enough, and changes nothing", async () => {
    const preview = await countedPreview(stack, base);
    expect(preview.ok, stack.transcript).to.be.true;
    expect(preview.calls).to.equal(0);
  });

  for (const [name, knob, words, args = {}] of SHORTAGES) {
    it(`names what is short: ${name}`, async () => {
      await turn(knob);
      const preview = await countedPreview(stack, { ...base, ...args });
      expect(preview.ok).to.be.false;
      expect(preview.text).to.match(words);
      expect(preview.toldAfter).to.be.below(SOON);
      times.push(preview.toldAfter);
      expect(preview.calls, "mutating calls").to.equal(0);
    });
  }

  it("says all that is short in one message, with the number of workers that fits", async () => {
    await turn(["quota", "cores=2", "instances=2"]);
    const preview = await stack.preview(base);
    const [error] = preview.diagnostics.filter(({ message }) => message.includes("cores"));
    expect(error?.message)
      .to.match(/instances/)
      .and.match(/1 worker/);
  });
});
