import { createHash } from "node:crypto";
import { compute, networking } from "@pulumi/openstack";
import type * as pulumi from "@pulumi/pulumi";
import { addressAt, parseCidr } from "../../core/cidr";
import type { Network, NetworkArgs } from "../platform";
import { NetworkGuard } from "./guard";
import { descriptionOf, markedName } from "./mark";
import { objectOptions } from "./options";
import { securityGroup, sshRule } from "./security";
import type { NetworkParts, SiteContext } from "./site-context";

/** Addresses for what the cloud itself puts into the network; the machines' own come after them. */
const POOL = { first: 2, last: 9 };

export type OpenStackNetwork = Network & { readonly parts: NetworkParts };

/** The network that the settings name, or a private one with a router; with it what all its machines share. */
export function openStackNetwork(
  name: string,
  { cidr, sshCidrs }: NetworkArgs,
  context: SiteContext,
  opts: pulumi.CustomResourceOptions,
): OpenStackNetwork {
  const { site, settings, hooks } = context;
  const groupName = `${name}-group`;
  const group = securityGroup(groupName, sshCidrs, context, opts);
  const own = settings.network === undefined ? ownNetwork(name, cidr, context, opts) : undefined;
  const id = own?.network.id ?? site.networkId;
  const guard = new NetworkGuard(
    `${name}-guard`,
    { mark: site.mark, network: id },
    withDependencies(opts, [group, ...(own?.resources ?? [])]),
  );
  const reachable = own?.join([guard]) ?? [];
  const servers = context.grouped
    ? new compute.ServerGroup(
        `${name}-servers`,
        {
          name: site.mark.apply((mark) => markedName(`${name}-servers`, mark)),
          policies: [settings.serverGroup],
        },
        objectOptions(opts, hooks),
      )
    : undefined;
  return {
    resource: own?.network ?? guard,
    id,
    cidr: own === undefined ? site.networkCidr : cidr,
    parts: {
      subnetIds: own?.subnetIds ?? [site.subnetId],
      securityGroupId: group.id,
      sshRule: sshRule(groupName, sshCidrs),
      ...(servers === undefined ? {} : { serverGroupId: servers.id }),
      ready: [guard],
      reachable,
    },
  };
}

interface OwnNetwork {
  readonly network: networking.Network;
  readonly subnetIds: readonly pulumi.Output<string>[];
  readonly resources: readonly pulumi.Resource[];
  /** Connects the subnets with the outside. */
  readonly join: (after: pulumi.Resource[]) => pulumi.Resource[];
}

function ownNetwork(
  name: string,
  cidr: string,
  { site, settings, hooks }: SiteContext,
  opts: pulumi.CustomResourceOptions,
): OwnNetwork {
  const description = site.mark.apply(descriptionOf);
  const options = objectOptions(opts, hooks);
  const network = new networking.Network(name, { name, description }, options);
  const subnet = (subnetName: string, args: Partial<networking.SubnetArgs>): networking.Subnet =>
    new networking.Subnet(
      subnetName,
      { name: subnetName, description, networkId: network.id, ...args },
      options,
    );
  const subnets: readonly (readonly [string, networking.Subnet])[] = [
    ["", subnet(`${name}-subnet`, ipv4(cidr, settings.dnsNameservers))],
    ...(settings.ipv6 ? [["-ipv6", subnet(`${name}-subnet-ipv6`, ipv6(network.id))] as const] : []),
  ];
  const routerName = `${name}-router`;
  const router = new networking.Router(
    routerName,
    { name: routerName, description, externalNetworkId: site.externalNetworkId },
    options,
  );
  return {
    network,
    subnetIds: subnets.map(([, { id }]) => id),
    resources: [router, ...subnets.map(([, resource]) => resource)],
    join: (after) =>
      subnets.map(
        ([suffix, { id }]) =>
          new networking.RouterInterface(
            `${routerName}-interface${suffix}`,
            { routerId: router.id, subnetId: id },
            withDependencies(options, after),
          ),
      ),
  };
}

function ipv4(cidr: string, nameservers: string[] | undefined): Partial<networking.SubnetArgs> {
  const range = parseCidr(cidr);
  if (range === undefined) throw new Error(`not an IPv4 network: ${cidr}`);
  const pool = { start: addressAt(range, POOL.first), end: addressAt(range, POOL.last) };
  return {
    cidr,
    ipVersion: 4,
    gatewayIp: addressAt(range, 1),
    allocationPools: [pool],
    ...(nameservers === undefined ? {} : { dnsNameservers: nameservers }),
  };
}

/** A range of its own out of those set apart for private use (RFC 4193). */
function ipv6(network: pulumi.Output<string>): Partial<networking.SubnetArgs> {
  const cidr = network.apply((id) => {
    const hex = createHash("sha256").update(id).digest("hex");
    return `fd${hex.slice(0, 2)}:${hex.slice(2, 6)}:${hex.slice(6, 10)}::/64`;
  });
  return { cidr, ipVersion: 6, ipv6AddressMode: "slaac", ipv6RaMode: "slaac" };
}

function withDependencies(
  opts: pulumi.CustomResourceOptions,
  more: readonly pulumi.Resource[],
): pulumi.CustomResourceOptions {
  const before = opts.dependsOn === undefined ? [] : [opts.dependsOn].flat();
  return { ...opts, dependsOn: [...(before as pulumi.Resource[]), ...more] };
}
