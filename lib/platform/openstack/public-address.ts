import { networking } from "@pulumi/openstack";
import type * as pulumi from "@pulumi/pulumi";
import type { Endpoint } from "../platform";
import type { OpenStackAddress } from "./address";
import { PublicAddress } from "./args";
import { descriptionOf } from "./mark";
import type { OpenStackNetwork } from "./network";
import { objectOptions } from "./options";
import type { SiteContext } from "./site-context";

const SSH_PORT = 22;

/** Where ssh reaches a machine from outside: at a floating IP, or at its port's own address. */
export function publicEndpoint(
  name: string,
  { port, privateIp }: OpenStackAddress,
  network: OpenStackNetwork,
  context: SiteContext,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<Endpoint> {
  return hostOf().apply((host) => ({ host, port: SSH_PORT }));

  function hostOf(): pulumi.Output<string> {
    const { site, settings, hooks } = context;
    if (settings.publicAddress === PublicAddress.Fixed) return privateIp;
    // Neutron refuses an address for a port that no router connects with the pool.
    const options = objectOptions(opts, hooks, { dependsOn: [...network.parts.reachable] });
    if (settings.floatingIp !== undefined) {
      const args = { floatingIp: settings.floatingIp, portId: port.id };
      return new networking.FloatingIpAssociate(`${name}-address`, args, options).floatingIp;
    }
    const args = {
      pool: site.externalNetworkName,
      portId: port.id,
      description: site.mark.apply(descriptionOf),
    };
    return new networking.FloatingIp(`${name}-address`, args, options).address;
  }
}
