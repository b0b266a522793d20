import { listNeutron, type NeutronNetwork, type NeutronPort, type Subnet } from "./api/networking";
import type { Session } from "./api/session";
import type { SubnetFact } from "./facts";
import type { OpenStackSettings } from "./settings";

/** The subnets of the network that the settings name; none when a network is made for the cluster. */
export async function subnetsOf(
  session: Session,
  networks: readonly NeutronNetwork[],
  { network: named }: OpenStackSettings,
): Promise<SubnetFact[]> {
  const network = networks.find(({ id, name }) => id === named || name === named);
  if (network === undefined) return [];
  const [subnets, gateways] = await Promise.all([
    listNeutron<Subnet>(session, "subnets", { network_id: network.id }),
    listNeutron<NeutronPort>(session, "ports", {
      network_id: network.id,
      device_owner: "network:router_interface",
    }),
  ]);
  // The router of a network that others share with us may be out of our sight.
  const visible = network.shared !== true && network["router:external"] !== true;
  return subnets.map(({ id, cidr, ip_version: ipVersion, enable_dhcp: dhcp }) => {
    const routed = gateways.some(({ fixed_ips }) =>
      fixed_ips.some(({ subnet_id }) => subnet_id === id),
    );
    return {
      ...{ id, networkId: network.id, cidr, ipVersion, dhcp },
      ...(routed || visible ? { routed } : {}),
    };
  });
}
