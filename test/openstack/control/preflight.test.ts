import { expect } from "chai";
import { TestStack } from "../../e2e/support/test-stack";
import { fault } from "../support/lab";
import { countedPreview } from "../support/preview";

/** A shortage and the words by which preview must name it. */
type Words = Readonly<Record<string, RegExp>>;

/** What there may be too little of: the cloud's quota, and how preview names it. */
const QUOTAS: Words = {
  "cores=2": /cores: needs 3, 2 free/,
  "ram=1024": /RAM \(MiB\): needs \d+, 1024 free/,
  "instances=2": /instances: needs 3, 2 free/,
  "port=2": /ports: needs \d+, 2 free/,
  "network=0": /networks: needs 1, 0 free/,
  "subnet=0": /subnets: needs 1, 0 free/,
  "router=0": /routers: needs 1, 0 free/,
  "floatingip=0": /floating IPs: needs 1, 0 free/,
  "security_group=1": /security groups: needs 1, 0 free/,
  "security_group_rule=0": /security group rules: needs 4, 0 free/,
  "key_pairs=0": /key pairs: needs 1, 0 free/,
  "server_groups=0": /server groups: needs 1, 0 free/,
  "server_group_members=2": /server group members: needs 3, 2 free/,
  "volumes=0": /volumes: needs 1, 0 free/,
  "gigabytes=0": /volume gigabytes: needs 1, 0 free/,
};

/** What the program asks for by name and the cloud does not have. */
const ABSENT: Words = {
  workerFlavor: /flavor: is not on this cloud, it has: .*m1\.tiny/,
  network: /is no network that this project may see/,
  externalNetwork: /externalNetwork: is no external network of this cloud, it has: public/,
  floatingIp: /floatingIp: is no floating IP of this project/,
  volumeType: /volumeType: is no volume type of this cloud/,
  availabilityZone: /availabilityZone: is not available/,
};

/**
 * Longest time until preview usually tells what is short, seconds, where Pulumi itself needs no longer than FLOOR to say
 * anything. On a slow computer: told after 6.3-6.9 s, 3.3 s of them Pulumi's.
 */
const SOON = 5;
const FLOOR = 2;

describe("preview on a cloud that has not enough", function () {
  this.timeout(120_000);
  const base = { platform: "openstack", workers: 2, sshCidrs: ["172.24.0.0/16"] };
  const times: number[] = [];
  let stack: TestStack;
  let soon: number;

  before(async () => {
    stack = await TestStack.open("cluster");
    await stack.preview(base);
    // Told without a question to the cloud.
    const { toldAfter } = await countedPreview(stack, { ...base, workers: -1 });
    soon = Math.max(1, toldAfter / FLOOR) * SOON;
    console.log(`    a wrong argument is told after ${toldAfter.toFixed(1)} s`);
  });

  afterEach(async () => {
    await fault("quota", "reset");
    await fault("image", "reactivate", "fake");
  });

  after(async () => {
    await stack.close();
  });

  async function expectNamed(args: object, words: readonly RegExp[]): Promise<void> {
    const preview = await countedPreview(stack, { ...base, ...args });
    times.push(preview.toldAfter);
    expect(preview.ok).to.be.false;
    for (const each of words) expect(preview.text).to.match(each);
    expect(preview.calls, "mutating calls").to.equal(0);
  }

  it("finds nothing short when there is enough, and changes nothing", async () => {
    const preview = await countedPreview(stack, base);
    expect(preview.ok, stack.transcript).to.be.true;
    expect(preview.calls).to.equal(0);
  });

  it("names every quota that is short, and how many workers fit", async () => {
    await fault("quota", ...Object.keys(QUOTAS));
    await expectNamed({ homeGiB: 1 }, Object.values(QUOTAS));
  });

  it("names the one quota that is short, and no other", async () => {
    await fault("quota", "instances=2");
    await expectNamed({}, [/instances: needs 3, 2 free[^;]*1 worker/]);
  });

  it("names everything that the program asks for and the cloud does not have", async () => {
    const openstack = {
      workerFlavor: "m9",
      network: "no-such-net",
      externalNetwork: "moon",
      floatingIp: "172.24.4.99",
      volumeType: "gold",
      availabilityZone: "moon",
    };
    await expectNamed({ homeGiB: 1, openstack }, Object.values(ABSENT));
  });

  it("names an image that is not there, and a size that no flavor has", async () => {
    await expectNamed({ workerImage: "no-such-image" }, [/is no image of this cloud/]);
    await expectNamed({ worker: { vcpus: 64 } }, [/no flavor of this cloud has/]);
  });

  it("names an image from which no machine can be started", async () => {
    await fault("image", "deactivate", "fake");
    await expectNamed({ workerImage: "fake" }, [/is deactivated, machines start only/]);
  });

  it("tells it soon", () => {
    console.log(`    told after ${times.map((time) => time.toFixed(1)).join(", ")} s`);
    const [usual = 0] = [...times].sort((a, b) => a - b).slice(times.length / 2);
    expect(usual, "the median").to.be.within(0.1, soon);
  });
});
