import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { TorqueCluster } from "slipway";
import { compileOnSharedHome } from "./site";

const config = new pulumi.Config();

const cluster = new TorqueCluster("noise", {
  platform: config.require("platform"),
  workers: config.requireNumber("workers"),
  packages: ["g++", "make", "libopenmpi-dev"],
  setup: compileOnSharedHome(path.join(__dirname, "..", "noise-spectrum")),
});

export const ssh = cluster.ssh;
