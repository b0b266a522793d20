import { expect } from "chai";
import type { OpenStackArgs } from "slipway";
import { connect } from "slipway/internal/platform/openstack/api/connect";
import { type TestStack } from "../../e2e/support/test-stack";
import { listing, serverAddresses, serverNames } from "../support/listing";
import { openNodes } from "../support/nodes-stack";

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
    const site = await makeSite();
    try {
      await life(
        { network: "lan", floatingIp: site.floatingIp },
        new RegExp(`^${site.floatingIp}$`),
      );
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

/** A network with a router to the outside and an address, as a project has them that is older than slipway. */
async function makeSite(): Promise<{ floatingIp: string; remove: () => Promise<void> }> {
  const session = await connect(() => undefined);
  const made: (() => Promise<unknown>)[] = [];
  const create = async (kind: string, fields: object): Promise<Record<string, string>> => {
    const body = { [kind]: fields };
    const answer = (await session.call("network", "POST", `/${kind}s`, { body })) as Record<
      string,
      Record<string, string>
    >;
    const { [kind]: object = {} } = answer;
    made.unshift(() => session.call("network", "DELETE", `/${kind}s/${object.id ?? ""}`));
    return object;
  };
  const { networks } = (await session.call("network", "GET", "/networks?router:external=True")) as {
    networks: { id: string }[];
  };
  const external = networks[0]?.id;
  const network = await create("network", { name: "lan" });
  const subnet = await create("subnet", {
    network_id: network.id,
    ip_version: 4,
    cidr: "10.99.0.0/24",
  });
  const router = await create("router", { external_gateway_info: { network_id: external } });
  const interfaces = `/routers/${router.id ?? ""}`;
  const body = { subnet_id: subnet.id };
  await session.call("network", "PUT", `${interfaces}/add_router_interface`, { body });
  made.unshift(() =>
    session.call("network", "PUT", `${interfaces}/remove_router_interface`, { body }),
  );
  const address = await create("floatingip", { floating_network_id: external });
  return {
    floatingIp: address.floating_ip_address ?? "",
    remove: async () => {
      for (const undo of made) await undo();
    },
  };
}
