import * as pulumi from "@pulumi/pulumi";
import { TorqueCluster, type TorqueClusterArgs } from "slipway";

/** A cluster whose arguments all come from the test. */
const config = new pulumi.Config();

const cluster = new TorqueCluster("lisa", config.requireObject<TorqueClusterArgs>("args"));
export const ready = cluster.ready;
export const ssh = cluster.ssh;
export const operatorKey = cluster.operatorKey;
