import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../core/errors";

/** The clouds that slipway knows. */
export const PlatformName = {
  Local: "local",
  OpenStack: "openstack",
  StratusLab: "stratuslab",
} as const;
export type PlatformName = (typeof PlatformName)[keyof typeof PlatformName];

/** What one machine needs of its cloud. */
export interface MachineSize {
  /** Virtual CPUs. */
  readonly vcpus: number;
  /** Memory, MiB. */
  readonly memoryMiB: number;
  /** System disk, GiB; the image grows into it. */
  readonly diskGiB: number;
}

/** One machine as the site check sees it. */
export interface MachineNeed extends MachineSize {
  /** Resource name of the machine, `lisa-worker-1`. Machines that already exist are not counted again. */
  readonly name: string;
  /** Name or id of an image of the site, where the user names one. */
  readonly image?: string;
}

/** Everything a program will ask of a site, for checks before anything is made. */
export interface SiteNeeds {
  readonly machines: readonly MachineNeed[];
  /** Kept data volumes, GiB each. */
  readonly volumes: readonly { readonly name: string; readonly sizeGiB: number }[];
  readonly publicAddresses: number;
  /** Ranges that may reach ssh, for sites that have a rule for each. */
  readonly sshCidrs?: readonly string[];
}

/** The checked site. Everything else depends on it, so that nothing is made when a check fails. */
export interface Site {
  readonly resource: pulumi.Resource;
}

export interface NetworkArgs {
  /** Private range, `10.77.0.0/24`. */
  readonly cidr: string;
  /** Ranges that may reach ssh of machines with a public address. */
  readonly sshCidrs: readonly string[];
}

export interface Network {
  readonly resource: pulumi.Resource;
  /** Platform's own id of the network; given back to `machine`. */
  readonly id: pulumi.Output<string>;
  /** The range that the machines' private addresses are of: the wanted one, or that of the site's own network. */
  readonly cidr: pulumi.Input<string>;
}

export interface AddressArgs {
  readonly network: Network;
  /** Wanted address, where the site lets us choose. */
  readonly privateIp: string;
}

/** A place in a network, taken before there is a machine for it. */
export interface Address {
  readonly resource: pulumi.Resource;
  readonly id: pulumi.Output<string>;
  readonly privateIp: pulumi.Output<string>;
}

/** A public ssh key that the site knows by name. */
export interface KeyPair {
  readonly resource: pulumi.Resource;
  readonly name: pulumi.Output<string>;
}

export interface VolumeArgs {
  readonly sizeGiB: number;
}

export interface Volume {
  readonly resource: pulumi.Resource;
  readonly id: pulumi.Output<string>;
  /** Serial under which the guest finds it: `/dev/disk/by-id/virtio-<serial>`. At most 20 characters. */
  readonly serial: pulumi.Input<string>;
}

export interface MachineArgs {
  readonly size: MachineSize;
  /** Image reference as the platform's image catalogue returned it, or the name of an image of the site. */
  readonly image: pulumi.Input<string>;
  readonly hostname: string;
  /** Complete cloud-init user data. Always treated as a secret. A change replaces the machine. */
  readonly userData: pulumi.Input<string>;
  /** Private network; without one the machine has only an outside address. */
  readonly network?: Network;
  /** Wanted private address, where the site lets us choose. */
  readonly privateIp?: string;
  /** The address taken for it, from a platform that takes them first. */
  readonly address?: Address | undefined;
  readonly keyPair?: KeyPair | undefined;
  /** Whether ssh must be reachable from outside. */
  readonly publicAddress: boolean;
  readonly volumes?: readonly Volume[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Where ssh answers, seen from the machine that runs Pulumi. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Plain data with which `Observer` finds a machine again; kept in state, holds no secret. */
export interface ObserverRef {
  readonly platform: PlatformName;
  readonly key: Readonly<Record<string, string>>;
}

export interface Machine {
  readonly resource: pulumi.Resource;
  /** Changes when the machine is replaced. */
  readonly id: pulumi.Output<string>;
  /**
   * Changes whenever Pulumi starts the machine, also the same one again after a stop: then its boot is waited for.
   * Unset where the site starts stopped machines by itself.
   */
  readonly startId?: pulumi.Output<string>;
  readonly privateIp: pulumi.Output<string>;
  /** Set when `publicAddress` was asked for. */
  readonly endpoint?: pulumi.Output<Endpoint>;
  /** What the site lets through to the endpoint, rule and argument by name: told when nothing answers there. */
  readonly filter?: string;
  readonly observer: pulumi.Output<ObserverRef>;
}

/** A place where an image built by slipway is put so that machines can start from it. */
export interface ImageCatalogue {
  /** Makes the built image known at the site; returns the reference that `MachineArgs.image` takes. */
  register(
    name: string,
    args: { readonly imageName: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
  ): { readonly resource?: pulumi.Resource; readonly ref: pulumi.Output<string> };
}

export interface Volumes {
  /** A data volume. It is kept when the stack is destroyed and found again by the next one. */
  volume(name: string, args: VolumeArgs, opts: pulumi.CustomResourceOptions): Volume;
}

/** The small interface behind which clouds differ. */
export interface Platform {
  readonly name: PlatformName;
  /** Problems that can be seen without asking the site. Pure but for static facts of this host. */
  validate(needs: SiteNeeds): Problem[];
  /** Checks the site's free capacity in preview, changing nothing. */
  site(name: string, needs: SiteNeeds, opts: pulumi.CustomResourceOptions): Site;
  network(name: string, args: NetworkArgs, opts: pulumi.CustomResourceOptions): Network;
  /** Takes an address before its machine is made, so that user data can name it. Absent where `privateIp` is always granted. */
  address?(name: string, args: AddressArgs, opts: pulumi.CustomResourceOptions): Address;
  /** Makes a public key known to the site. Absent where the site has no such thing. */
  keyPair?(
    name: string,
    publicKey: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
  ): KeyPair;
  machine(name: string, args: MachineArgs, opts: pulumi.CustomResourceOptions): Machine;
  readonly images?: ImageCatalogue;
  readonly volumes?: Volumes;
}

/** What a machine is doing, asked outside of any Pulumi program. */
export interface Observation {
  /** `running`; `gone` when it is definitely not there or not running; `unknown` when the site did not answer. */
  readonly state: "running" | "gone" | "unknown";
  /** Why it is gone, in the site's words. */
  readonly detail?: string;
  /** The console text so far (the last 256 KiB), or undefined where the site has none. */
  readonly console?: string;
}

/** The run-time half of a platform, loaded by dynamic providers: `lib/platform/<name>/observer.ts` exports `observe`. */
export type Observe = (key: Readonly<Record<string, string>>) => Promise<Observation>;
