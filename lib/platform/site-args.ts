import type { OpenStackArgs } from "./openstack/args";

/**
 * What sites ask to be told beyond what every cloud understands: one field per cloud that has something, named like it.
 * Only that of the chosen platform is read.
 */
export interface SiteArgs {
  /** Settings of an OpenStack site. */
  openstack?: OpenStackArgs;
}
