import type { Observe, Platform, PlatformName } from "./platform";
import type { ImageStore } from "./image-store";
import { localImageStore } from "./local/image-store";
import { localPlatform } from "./local/platform";
import { observe as observeLocal } from "./local/observer";
import { openStackImageStore } from "./openstack/image-store";
import { observe as observeOpenStack } from "./openstack/observer";
import { openStackPlatform } from "./openstack/platform";
import type { SiteArgs } from "./site-args";

interface Entry {
  readonly platform: (settings: SiteArgs) => Platform;
  readonly observe: Observe;
  readonly images?: ImageStore;
}

/** The platforms that this version has. The only place that knows which exist. */
const entries: Partial<Record<PlatformName, Entry>> = {
  local: { platform: () => localPlatform, observe: observeLocal, images: localImageStore },
  openstack: {
    platform: ({ openstack }) => openStackPlatform(openstack),
    observe: observeOpenStack,
    images: openStackImageStore,
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

/** Where images of that platform are kept; undefined when it has no such place, or this version has no such platform. */
export function imageStoreOf(name: PlatformName): ImageStore | undefined {
  return entries[name]?.images;
}

/** Names of the platforms that can be used, for error texts. */
export function platformNames(): string[] {
  return Object.keys(entries);
}
