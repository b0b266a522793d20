import { expect } from "chai";
import type { OpenStackArgs } from "slipway";
import { type TestStack } from "../../e2e/support/test-stack";
import { listing, serverAddresses, serverNames } from "../support/listing";
import { openNodes } from "../support/nodes-stack";
import { Objects } from "../support/objects";

/** Settings that change what is made, two or three at once. */
const VARIANTS: readonly (readonly [title: string, openstack: OpenStackArgs, master: RegExp])[] = [
  [
    "both families of addresses, no server group",
    { ipv6: true, serverGroup: "none" },
    /^172\.24\.4\.|:/,
  ],
  [
    "fixed addresses, system disks on volumes",
    { network: "direct", publicAddress: "fixed", bootFrom: "volume" },
    /^172\.24\.6\./,
  ],
];

describe("the machines of a cluster in a cloud without guests, with", function () {
  this.timeout(600_000);

  for (const [title, openstack, address] of VARIANTS) it(title, () => life(openstack, address));

  it("the site's own network and an address that the project has", async () => {
    const site = await Objects.open();
    try {
      await site.network("lan", "a router with a gateway");
      const floatingIp = await site.floatingIp();
      await life({ network: "lan", floatingIp }, new RegExp(`^${floatingIp}$`));
    } finally {
      await site.remove();
    }
  });
});

/** Made, nothing to do at a second up, gone without a trace. */
async function life(openstack: OpenStackArgs, address: RegExp): Promise<void> {
  const there = await listing();
  const stack: TestStack = await openNodes();
  try {
    const args = { nodes: 2, openstack };
    await stack.mustUp(args);
    expect(await serverNames()).to.have.members(["lab-master", "lab-worker-1"]);
    expect((await serverAddresses("lab-master")).some((each) => address.test(each))).to.be.true;
    expect(Object.keys((await stack.mustUp(args)).changes)).to.deep.equal(["same"]);
    expect((await stack.destroy()).ok, stack.transcript).to.be.true;
    expect(await listing()).to.deep.equal(there);
  } finally {
    await stack.close();
  }
}
