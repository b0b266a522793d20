import type { Flavor } from "./api/compute";
import type { Quota } from "./api/networking";
import type { Present, QuotaName } from "./demand";

export interface ImageFact {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** GiB, the larger of what the image asks for and what it unpacks to. */
  readonly minDiskGiB: number;
  readonly minRamMiB: number;
  readonly createdAt: string;
}

export interface NetworkFact {
  readonly id: string;
  readonly name: string;
  readonly external: boolean;
}

export interface SubnetFact {
  readonly id: string;
  readonly networkId: string;
  readonly cidr: string;
  readonly ipVersion: number;
  readonly dhcp: boolean;
  /** Ids of the external networks to which routers lead from it; undefined where that can't be told. */
  readonly outside?: readonly string[];
}

export interface FloatingFact {
  readonly address: string;
  /** Whether it points at a machine that is not this site's. */
  readonly taken: boolean;
}

/** A server whose name is one of this site's. */
export interface ServerFact {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly ours: boolean;
  /** Reference of the image that it has started from, if the catalogue does not offer that any more. */
  readonly lostImage?: string;
}

/** Everything that the cloud was asked, at one moment. Plain data: tests make their own. */
export interface Facts {
  /** Things without an entry have no limit that the site tells. */
  readonly quotas: Readonly<Partial<Record<QuotaName, Quota>>>;
  readonly flavors: readonly Flavor[];
  readonly images: readonly ImageFact[];
  readonly networks: readonly NetworkFact[];
  readonly subnets: readonly SubnetFact[];
  readonly floatingIps: readonly FloatingFact[];
  /** Free addresses of the external network; undefined where the site does not tell. */
  readonly poolFree?: number;
  readonly zones: readonly string[];
  /** Undefined where nothing asks for one. */
  readonly volumeTypes?: readonly string[];
  readonly servers: readonly ServerFact[];
  readonly present: Present;
}
