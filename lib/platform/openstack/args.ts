/** How people reach a machine that has a public address. */
export const PublicAddress = {
  /** By a floating IP, associated with the machine's port. */
  Floating: "floating",
  /** By the port's own address: the network that `network` names has addresses that people can reach. */
  Fixed: "fixed",
} as const;
export type PublicAddress = (typeof PublicAddress)[keyof typeof PublicAddress];

/** Whether the machines of a cluster are to run on different hosts. */
export const ServerGroupPolicy = {
  /** On different hosts as far as there are enough. */
  SoftAntiAffinity: "soft-anti-affinity",
  /** On different hosts, or not at all. */
  AntiAffinity: "anti-affinity",
  /** Wherever there is room; no server group is made. */
  None: "none",
} as const;
export type ServerGroupPolicy = (typeof ServerGroupPolicy)[keyof typeof ServerGroupPolicy];

/** What a machine's system disk is. */
export const BootFrom = {
  /** The flavor's own disk, a copy of the image. */
  Image: "image",
  /** A volume made from the image, as large as the machine's `diskGiB`; it goes with the machine. */
  Volume: "volume",
} as const;
export type BootFrom = (typeof BootFrom)[keyof typeof BootFrom];

/**
 * What an OpenStack site asks to be told, in OpenStack's own words. Nothing is required. Read only with platform
 * `openstack`, so that one program can hold the settings of several sites.
 *
 * Credentials are no arguments: they come from clouds.yaml, `OS_` variables or `pulumi config set openstack:…`.
 */
export interface OpenStackArgs {
  /**
   * Name or id of an existing network for the machines. Defaults to a private network with a router, made for the
   * cluster. A change replaces all machines.
   * @default a private network, made for the cluster
   */
  network?: string;
  /**
   * Name or id of the external network: the router's gateway and the pool of floating IPs. Defaults to the only one
   * that there is. A change replaces the floating IP.
   * @default the only external network
   */
  externalNetwork?: string;
  /**
   * `floating`, or `fixed`, which needs `network`. Defaults to `floating`. A change gives the master another address.
   * @default PublicAddress.Floating
   */
  publicAddress?: PublicAddress;
  /**
   * A floating IP of the project that is free, to be used instead of a new one; kept when the cluster goes. Only for
   * one machine with a public address. Defaults to none.
   */
  floatingIp?: string;
  /**
   * Name or id of the master's flavor. Defaults to the smallest that has what `master` asks for, shown in preview. A
   * change resizes the machine where Nova can, else replaces it.
   */
  masterFlavor?: string;
  /** The same for the workers and `worker`. */
  workerFlavor?: string;
  /** The same for a `VirtualMachine` and its `size`. */
  machineFlavor?: string;
  /** Availability zone of the machines. Defaults to the cloud's choice. A change replaces all machines. */
  availabilityZone?: string;
  /**
   * Whether the nodes of a cluster run on different hosts. Defaults to `soft-anti-affinity`. A change replaces all
   * machines.
   * @default ServerGroupPolicy.SoftAntiAffinity
   */
  serverGroup?: ServerGroupPolicy;
  /**
   * What the system disk is. Defaults to `image`. A change replaces all machines.
   * @default BootFrom.Image
   */
  bootFrom?: BootFrom;
  /** Volume type of system disks and data volumes. Defaults to the cloud's own. Applies to volumes made after it. */
  volumeType?: string;
  /**
   * Whether user data reaches the machines on a disk instead of through the metadata service; needed on networks without
   * DHCP. Defaults to false. A change replaces all machines.
   * @default false
   */
  configDrive?: boolean;
  /**
   * Whether the network made for the cluster also has an IPv6 range, and IPv6 traffic among the nodes is let through.
   * Defaults to false. A change replaces all machines.
   * @default false
   */
  ipv6?: boolean;
  /** DNS servers of the network made for the cluster. Defaults to the cloud's own. Changed in place. */
  dnsNameservers?: string[];
  /**
   * Most machines to ask for in a second, 0.1–100; ports, addresses and rules count as a quarter each. Defaults to 1.5,
   * above which clouds begin to fail.
   * @default 1.5
   */
  createsPerSecond?: number;
}
