import type * as pulumi from "@pulumi/pulumi";
import { ClusterImage } from "slipway/internal/image/cluster-image";

/** A worker's image alone. */
export const image = new ClusterImage("bench", {
  kind: "torque-worker",
  packages: [],
  platform: "local",
});
export const ref: pulumi.Output<string> = image.ref;
