import type { SiteNeeds } from "../platform";
import type { Flavor } from "./api/compute";
import { BootFrom, PublicAddress, ServerGroupPolicy } from "./args";
import type { OpenStackSettings } from "./settings";

/** Things that a project has a quota of; the words are those of the messages. */
export const QUOTAS = [
  ...["instances", "cores", "RAM (MiB)", "key pairs", "server groups", "server group members"],
  ...[
    "networks",
    "subnets",
    "routers",
    "ports",
    "floating IPs",
    "security groups",
    "security group rules",
  ],
  ...["volumes", "volume gigabytes"],
] as const;
export type QuotaName = (typeof QUOTAS)[number];

/** Numbers of things that are still to be made. */
export type Demand = Readonly<Record<QuotaName, number>>;

/** What of this site is there already, found by its mark: not asked for again. */
export interface Present {
  /** Flavor id by machine. */
  readonly servers: ReadonlyMap<string, string>;
  readonly ports: ReadonlySet<string>;
  readonly routerInterfaces: number;
  readonly networks: number;
  readonly subnets: number;
  readonly routers: number;
  readonly securityGroups: number;
  readonly rules: number;
  readonly floatingIps: number;
  readonly keyPairs: number;
  readonly serverGroups: number;
  /** GiB by volume. */
  readonly volumes: ReadonlyMap<string, number>;
}

/** Rules that Neutron puts into every new group: everything may go out, by IPv4 and IPv6. */
const DEFAULT_RULES = 2;
/** Ports of a network of one's own beside the machines': the router's and the DHCP service's. */
const NETWORK_PORTS = 2;

/** What is still to be made for these needs. */
export function demandOf(
  needs: SiteNeeds,
  settings: OpenStackSettings,
  flavorOf: (machine: string) => Flavor | undefined,
  present: Present,
  flavors: ReadonlyMap<string, Flavor>,
): Demand {
  const { machines } = needs;
  const fresh = machines.filter(({ name }) => !present.servers.has(name));
  const grown = (of: (flavor: Flavor) => number): number =>
    sum(machines, ({ name }) => {
      const [wanted, old] = [flavorOf(name), flavors.get(present.servers.get(name) ?? "")];
      return Math.max(0, (wanted ? of(wanted) : 0) - (old ? of(old) : 0));
    });
  const disks = settings.bootFrom === BootFrom.Volume ? fresh : [];
  const data = needs.volumes.filter(({ name }) => !present.volumes.has(name));
  const grow = sum(needs.volumes, ({ name, sizeGiB }) =>
    Math.max(0, sizeGiB - (present.volumes.get(name) ?? 0)),
  );
  const own = settings.network === undefined ? 1 : 0;
  const group = needsGroup(needs, settings);
  return {
    instances: fresh.length,
    cores: grown(({ vcpus }) => vcpus),
    "RAM (MiB)": grown(({ ram }) => ram),
    "key pairs": Math.max(0, 1 - present.keyPairs),
    "server groups": group ? Math.max(0, 1 - present.serverGroups) : 0,
    "server group members": group ? machines.length : 0,
    networks: Math.max(0, own - present.networks),
    subnets: Math.max(0, own * (settings.ipv6 ? 2 : 1) - present.subnets),
    routers: Math.max(0, own - present.routers),
    ports: portDemand(needs, own, settings.ipv6, present),
    "floating IPs": floatingDemand(needs, settings, present),
    "security groups": Math.max(0, 1 - present.securityGroups),
    "security group rules": Math.max(0, ruleCount(needs, settings) - present.rules),
    volumes: disks.length + data.length,
    "volume gigabytes": sum(disks, ({ diskGiB }) => diskGiB) + grow,
  };
}

/** A group for one machine would only cost quota. */
export function needsGroup({ machines }: SiteNeeds, { serverGroup }: OpenStackSettings): boolean {
  return serverGroup !== ServerGroupPolicy.None && isCluster(machines);
}

function isCluster(machines: SiteNeeds["machines"]): boolean {
  return machines.some(({ name }) => name.endsWith("-master"));
}

function portDemand({ machines }: SiteNeeds, own: number, ipv6: boolean, present: Present): number {
  const fresh = machines.filter(({ name }) => !present.ports.has(`${name}-port`)).length;
  // The router has a port in each subnet; the DHCP service comes with the network.
  const infrastructure = own * (NETWORK_PORTS + (ipv6 ? 1 : 0));
  const there = present.routerInterfaces + (present.networks > 0 ? 1 : 0);
  return fresh + Math.max(0, infrastructure - there);
}

function floatingDemand(needs: SiteNeeds, settings: OpenStackSettings, present: Present): number {
  const { publicAddress, floatingIp } = settings;
  if (publicAddress === PublicAddress.Fixed || floatingIp !== undefined) return 0;
  return Math.max(0, needs.publicAddresses - present.floatingIps);
}

function ruleCount({ sshCidrs = ["0.0.0.0/0"] }: SiteNeeds, { ipv6 }: OpenStackSettings): number {
  return DEFAULT_RULES + (ipv6 ? 2 : 1) + sshCidrs.length;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
