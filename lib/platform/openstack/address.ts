import { networking } from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { isIPv4 } from "node:net";
import type { Address } from "../platform";
import { descriptionOf } from "./mark";
import type { OpenStackNetwork } from "./network";
import { objectOptions } from "./options";
import type { SiteContext } from "./site-context";

export type OpenStackAddress = Address & { readonly port: networking.Port };

/** A machine's port, made before the machine: its address is known before any boot, so no node is told of it later. */
export function openStackAddress(
  name: string,
  network: OpenStackNetwork,
  /** Wanted address; only in a network of our own are all free. */
  privateIp: string | undefined,
  { site, settings, hooks }: SiteContext,
  opts: pulumi.CustomResourceOptions,
): OpenStackAddress {
  const { subnetIds, securityGroupId, ready } = network.parts;
  const wanted = settings.network === undefined ? privateIp : undefined;
  const portName = `${name}-port`;
  const port = new networking.Port(
    portName,
    {
      name: portName,
      description: site.mark.apply(descriptionOf),
      networkId: network.id,
      fixedIps: subnetIds.map((subnetId, index) => ({
        subnetId,
        ...(index === 0 && wanted !== undefined ? { ipAddress: wanted } : {}),
      })),
      securityGroupIds: [securityGroupId],
      adminStateUp: true,
    },
    objectOptions(opts, hooks, { dependsOn: [...ready] }),
  );
  const privateAddress = port.allFixedIps.apply((all) => {
    const address = all.find((each) => isIPv4(each));
    if (address === undefined) throw new Error(`port ${portName} has no IPv4 address`);
    return address;
  });
  return { resource: port, port, id: port.id, privateIp: pulumi.output(privateAddress) };
}
