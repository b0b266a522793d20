import { compute } from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { stackFolder } from "../../core/paths";
import type { Platform } from "../platform";
import { PlatformName } from "../platform";
import { openStackAddress } from "./address";
import type { OpenStackArgs } from "./args";
import { needsGroup } from "./demand";
import { hooksFor } from "./hooks";
import { openStackImage } from "./image";
import { openStackMachine } from "./machine";
import { markedName } from "./mark";
import { openStackNetwork, type OpenStackNetwork } from "./network";
import { objectOptions } from "./options";
import { settingsOf } from "./settings";
import { OpenStackSite } from "./site";
import type { SiteContext } from "./site-context";
import { validateOpenStack } from "./validate";
import { openStackVolume } from "./volume";

/** An OpenStack cloud, for one component: `site` comes first, the rest is made in it. */
export function openStackPlatform(args: OpenStackArgs | undefined): Platform {
  const settings = settingsOf(args);
  let context: SiteContext | undefined;
  const inSite = (): SiteContext => {
    if (context === undefined) throw new Error("platform openstack: site() comes first");
    return context;
  };
  return {
    name: PlatformName.OpenStack,

    validate: (needs) => validateOpenStack(settings, needs),

    site(name, needs, opts) {
      refuseOwnProvider(opts.parent);
      const stack = currentStack();
      const hooks = hooksFor(settings.createsPerSecond);
      const withHooks = pulumi.mergeOptions(opts, { hooks: hooks.site });
      const site = new OpenStackSite(name, { stack, needs, settings }, withHooks);
      context = { site, settings, hooks, stack, grouped: needsGroup(needs, settings) };
      return { resource: site };
    },

    network: (name, network, opts) => openStackNetwork(name, network, inSite(), opts),

    address: (name, { network, privateIp }, opts) =>
      openStackAddress(name, network as OpenStackNetwork, privateIp, inSite(), opts),

    keyPair(name, publicKey, opts) {
      const { site, hooks } = inSite();
      const cloudName = site.mark.apply((mark) => markedName(name, mark));
      const keyArgs = { name: cloudName, publicKey };
      const resource = new compute.Keypair(name, keyArgs, objectOptions(opts, hooks));
      return { resource, name: resource.name };
    },

    machine: (name, machine, opts) => openStackMachine(name, machine, inSite(), opts),

    images: { register: openStackImage },

    volumes: { volume: (name, volume, opts) => openStackVolume(name, volume, inSite(), opts) },
  };
}

/**
 * slipway asks the cloud what the stack's own credentials reach. A provider that the program brings could reach another
 * one, or be told to check no certificates, and nobody can look into it.
 */
function refuseOwnProvider(parent: pulumi.Resource | undefined): void {
  if (parent?.getProvider("openstack:compute/instance:Instance") === undefined) return;
  const text =
    "platform openstack: a provider of the program's own (provider, providers) is not supported; " +
    "set its values with pulumi config (openstack:…), OS_ variables or clouds.yaml";
  throw new pulumi.ResourceError(text, parent, true);
}

function currentStack(): string {
  return stackFolder(pulumi.getProject(), pulumi.getStack());
}
