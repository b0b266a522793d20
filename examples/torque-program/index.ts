import * as pulumi from "@pulumi/pulumi";
import { PlatformName, TorqueCluster } from "slipway";
import { writeSetupScript } from "./site";

const config = new pulumi.Config();

const cluster = new TorqueCluster("noise", {
  platform: config.get("platform") ?? PlatformName.Local,
  workers: config.getNumber("workers") ?? 2,
  setup: writeSetupScript(__dirname),
});

export const ssh = cluster.ssh;
/** The key of account `slipway`, root by sudo on every node. A secret: Pulumi shows and keeps it encrypted. */
export const operatorKey = cluster.operatorKey;
