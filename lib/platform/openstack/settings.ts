import type { OpenStackArgs } from "./args";
import { BootFrom, PublicAddress, ServerGroupPolicy } from "./args";

/** The site's settings with every default filled in; not yet checked. Plain data, part of the site's inputs. */
export interface OpenStackSettings extends OpenStackArgs {
  readonly publicAddress: PublicAddress;
  readonly serverGroup: ServerGroupPolicy;
  readonly bootFrom: BootFrom;
  readonly configDrive: boolean;
  readonly ipv6: boolean;
  readonly createsPerSecond: number;
}

/** The only place that knows the defaults. A changed default is a breaking change. */
export function settingsOf(args: OpenStackArgs = {}): OpenStackSettings {
  return {
    ...args,
    publicAddress: args.publicAddress ?? PublicAddress.Floating,
    serverGroup: args.serverGroup ?? ServerGroupPolicy.SoftAntiAffinity,
    bootFrom: args.bootFrom ?? BootFrom.Image,
    configDrive: args.configDrive ?? false,
    ipv6: args.ipv6 ?? false,
    createsPerSecond: args.createsPerSecond ?? 1.5,
  };
}

/** The flavor that the settings name for a machine, by what it is in the program. */
export function namedFlavor(settings: OpenStackSettings, machine: string): string | undefined {
  if (/-worker-\d+$/.test(machine)) return settings.workerFlavor;
  if (machine.endsWith("-master")) return settings.masterFlavor;
  return settings.machineFlavor;
}
