import type { Observe, Platform, PlatformName } from "./platform";
import { localPlatform } from "./local/platform";
import { observe as observeLocal } from "./local/observer";
import { observe as observeOpenStack } from "./openstack/observer";
import { openStackPlatform } from "./openstack/platform";
import type { SiteArgs } from "./site-args";

interface Entry {
  readonly platform: (settings: SiteArgs) => Platform;
  readonly observe: Observe;
}

/** The platforms that this version has. The only place that knows which exist. */
const entries: Partial<Record<PlatformName, Entry>> = {
  local: { platform: () => localPlatform, observe: observeLocal },
  openstack: {
    platform: ({ openstack }) => openStackPlatform(openstack),
    observe: observeOpenStack,
  },
};

/** The platform of that name for one component, with its site's settings; undefined when this version has none. */
export function platformNamed(name: PlatformName, settings: SiteArgs = {}): Platform | undefined {
  return entries[name]?.platform(settings);
}

/** How machines of that platform are observed. */
export function observerOf(name: PlatformName): Observe | undefined {
  return entries[name]?.observe;
}

/** Names of the platforms that can be used, for error texts. */
export function platformNames(): string[] {
  return Object.keys(entries);
}
