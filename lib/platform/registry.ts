import type { Observe, Platform, PlatformName } from "./platform";
import { localPlatform } from "./local/platform";
import { observe as observeLocal } from "./local/observer";

interface Entry {
  readonly platform: Platform;
  readonly observe: Observe;
}

/** The platforms that this version has. The only place that knows which exist. */
const entries: Partial<Record<PlatformName, Entry>> = {
  local: { platform: localPlatform, observe: observeLocal },
};

/** The platform of that name, or undefined when this version has none. */
export function platformNamed(name: PlatformName): Platform | undefined {
  return entries[name]?.platform;
}

/** How machines of that platform are observed. */
export function observerOf(name: PlatformName): Observe | undefined {
  return entries[name]?.observe;
}

/** Names of the platforms that can be used, for error texts. */
export function platformNames(): string[] {
  return Object.keys(entries);
}
