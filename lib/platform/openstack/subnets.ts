import {
  listNeutron,
  listRouterInterfaces,
  type NeutronNetwork,
  type NeutronPort,
  type Router,
  type Subnet,
} from "./api/networking";
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
  const [subnets, ports, routers] = await Promise.all([
    listNeutron<Subnet>(session, "subnets", { network_id: network.id }),
    listRouterInterfaces(session, { network_id: network.id }),
    listNeutron<Router>(session, "routers"),
  ]);
  // The routers of a network that others share with us may be out of our sight.
  const visible = network.shared !== true && network["router:external"] !== true;
  return subnets.map(({ id, cidr, ip_version: ipVersion, enable_dhcp: dhcp }) => {
    const outside = visible ? outsideOf(id, ports, routers) : undefined;
    return {
      ...{ id, networkId: network.id, cidr, ipVersion, dhcp },
      ...(outside === undefined ? {} : { outside }),
    };
  });
}

/** Where the routers of a subnet lead to; undefined when one of them belongs to another project. */
function outsideOf(
  subnet: string,
  ports: readonly NeutronPort[],
  routers: readonly Router[],
): string[] | undefined {
  const joined = ports.filter(({ fixed_ips }) =>
    fixed_ips.some(({ subnet_id }) => subnet_id === subnet),
  );
  const found = joined.map(({ device_id }) => routers.find(({ id }) => id === device_id));
  if (found.includes(undefined)) return undefined;
  return found.flatMap((router) => router?.external_gateway_info?.network_id ?? []);
}
