import { expect } from "chai";
import { TestStack } from "../../e2e/support/test-stack";
import { Objects } from "../support/objects";
import { countedPreview } from "../support/preview";

/** What stands in the way, the program's arguments, and the words by which preview must name it. */
const OBSTACLES: readonly (readonly [
  name: string,
  put: (objects: Objects) => Promise<unknown>,
  args: object,
  words: RegExp,
])[] = [
  [
    "an image that needs more memory than the flavor has",
    (objects) => objects.image("hungry", { min_ram: 600 }),
    { workerImage: "hungry", openstack: { workerFlavor: "m1.tiny" } },
    /flavor: is too small: image hungry needs 600 MiB of RAM/,
  ],
  [
    "an image that needs more disk than the flavor has",
    (objects) => objects.image("fat", { min_disk: 9 }),
    { workerImage: "fat", openstack: { workerFlavor: "m1.tiny" } },
    /flavor: is too small: image fat needs 9 GiB of disk/,
  ],
  [
    "an image that needs more than any flavor has",
    (objects) => objects.image("huge", { min_ram: 4096 }),
    { workerImage: "huge" },
    /no flavor of this cloud has 1 vCPUs, 4096 MiB and \d+ GiB of disk, as image huge asks/,
  ],
  [
    "an image that needs more than the machine's volume has",
    (objects) => objects.image("fat", { min_disk: 9 }),
    { workerImage: "fat", openstack: { bootFrom: "volume" } },
    /diskGiB: image fat needs 9 GiB of disk, got 8/,
  ],
  [
    "a network without a router",
    (objects) => objects.network("island", "no router"),
    { openstack: { network: "island" } },
    /network: no router leads from island to public: a floating IP could not reach it/,
  ],
  [
    "a network whose router leads nowhere",
    (objects) => objects.network("bay", "a router"),
    { openstack: { network: "bay" } },
    /network: no router leads from bay to public/,
  ],
  [
    "a network without DHCP",
    (objects) => objects.network("mute", "a router with a gateway", { enable_dhcp: false }),
    { openstack: { network: "mute" } },
    /network: mute has no DHCP: set openstack\.configDrive/,
  ],
  [
    "a server of somebody else that has a worker's name",
    (objects) => objects.server("lisa-worker-1"),
    {},
    /name: servers lisa-worker-1 are there already, but not in this stack's state/,
  ],
];

describe("preview on a cloud where something is in the way", function () {
  this.timeout(120_000);
  const base = { platform: "openstack", workers: 2, sshCidrs: ["172.24.0.0/16"] };
  let stack: TestStack;
  let objects: Objects;

  before(async () => {
    objects = await Objects.open();
    stack = await TestStack.open("cluster");
    await stack.preview(base);
  });

  afterEach(() => objects.remove());
  after(async () => stack.close());

  for (const [name, put, args, words] of OBSTACLES) {
    it(`names ${name}`, async () => {
      await put(objects);
      const preview = await countedPreview(stack, { ...base, ...args });
      expect(preview.ok).to.be.false;
      expect(preview.text).to.match(words);
      expect(preview.calls, "mutating calls").to.equal(0);
    });
  }

  it("finds nothing wrong with a network whose router leads to the external one", async () => {
    await objects.network("harbour", "a router with a gateway");
    const preview = await stack.preview({ ...base, openstack: { network: "harbour" } });
    expect(preview.ok, stack.transcript).to.be.true;
  });
});
