import { OpenStackError } from "./error";
import { orMissing } from "./compute";
import { listAll, query } from "./pages";
import type { Session } from "./session";

/** What all of Neutron's objects have. */
export interface NetworkObject {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}

export interface NeutronNetwork extends NetworkObject {
  readonly status: string;
  readonly "router:external"?: boolean;
  readonly shared?: boolean;
}

export interface Subnet extends NetworkObject {
  readonly network_id: string;
  readonly ip_version: number;
  readonly cidr: string;
  readonly gateway_ip: string | null;
  readonly enable_dhcp: boolean;
}

export interface NeutronPort extends NetworkObject {
  readonly device_owner: string;
  readonly device_id: string;
  readonly network_id: string;
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
}

export interface Router extends NetworkObject {
  readonly external_gateway_info?: { readonly network_id: string } | null;
}

export interface FloatingIp {
  readonly id: string;
  readonly description?: string;
  readonly floating_ip_address: string;
  readonly floating_network_id: string;
  readonly port_id: string | null;
}

export interface Rule {
  readonly id: string;
  readonly description?: string;
  readonly security_group_id: string;
}

/** One kind of Neutron's objects, by the word in its address. */
export type NeutronKind =
  | "networks"
  | "subnets"
  | "ports"
  | "routers"
  | "floatingips"
  | "security-groups"
  | "security-group-rules";

/** Objects of a kind with these values. */
export const listNeutron = <T = NetworkObject>(
  session: Session,
  kind: NeutronKind,
  fields: Readonly<Record<string, string | undefined>> = {},
): Promise<T[]> =>
  listAll<T>(session, "network", `/${kind}${query(fields)}`, kind.replaceAll("-", "_"));

/** Ports by which a router is in subnets: plain, on all hosts at once, or with a router in reserve. */
const ROUTER_INTERFACES: readonly string[] = [
  "network:router_interface",
  "network:router_interface_distributed",
  "network:ha_router_replicated_interface",
];

export async function listRouterInterfaces(
  session: Session,
  where: { readonly network_id: string } | { readonly device_id: string },
): Promise<NeutronPort[]> {
  const ports = await listNeutron<NeutronPort>(session, "ports", where);
  return ports.filter(({ device_owner }) => ROUTER_INTERFACES.includes(device_owner));
}

export const deleteNeutron = (session: Session, kind: NeutronKind, id: string): Promise<unknown> =>
  orMissing(session.call("network", "DELETE", `/${kind}/${id}`));

/** Takes a router out of a subnet; fine when it is not in it. */
export async function removeRouterInterface(
  session: Session,
  router: string,
  subnet: string,
): Promise<void> {
  const body = { subnet_id: subnet };
  await orMissing(
    session.call("network", "PUT", `/routers/${router}/remove_router_interface`, { body }),
  );
}

/** Limit and use of one thing. */
export interface Quota {
  /** -1 is no limit. */
  readonly limit: number;
  readonly used: number;
}

/** Quotas by Neutron's names (`port`, `floatingip`, …); undefined where the site does not tell them. */
export async function networkQuotas(
  session: Session,
): Promise<Readonly<Record<string, Quota>> | undefined> {
  try {
    const body = await session.call("network", "GET", `/quotas/${session.projectId}/details.json`);
    return (body as { quota: Record<string, Quota> }).quota;
  } catch (error) {
    if (isHidden(error)) return undefined;
    throw error;
  }
}

/** Free addresses of a network, or undefined: most sites tell that to administrators only. */
export async function freeAddresses(
  session: Session,
  network: string,
): Promise<number | undefined> {
  try {
    const body = await session.call("network", "GET", `/network-ip-availabilities/${network}`);
    const { total_ips: total, used_ips: used } = (
      body as { network_ip_availability: { total_ips: number; used_ips: number } }
    ).network_ip_availability;
    return total - used;
  } catch (error) {
    if (isHidden(error)) return undefined;
    throw error;
  }
}

function isHidden(error: unknown): boolean {
  return error instanceof OpenStackError && (error.status === 403 || error.status === 404);
}
