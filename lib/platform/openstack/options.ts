import * as pulumi from "@pulumi/pulumi";
import type { CloudHooks } from "./hooks";

/** Longest wait for a server: a cloud that takes longer will not manage at all. */
export const SERVER_TIMEOUTS = { create: "10m", update: "10m", delete: "10m" };

/**
 * Options of every object of the cloud. Names are fixed, so the old one goes before its successor comes: what then still
 * has the name is a stray.
 */
export function objectOptions(
  opts: pulumi.CustomResourceOptions,
  { objects }: CloudHooks,
  more: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
  const own = { hooks: objects, deleteBeforeReplace: true };
  return pulumi.mergeOptions(pulumi.mergeOptions(opts, own), more);
}
