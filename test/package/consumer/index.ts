import * as pulumi from "@pulumi/pulumi";
import { VirtualMachine, type VirtualMachineArgs } from "slipway";

/** A program of somebody who has installed slipway from a package registry. */
const args = new pulumi.Config().requireObject<VirtualMachineArgs>("args");

export const ssh: pulumi.Output<string> = new VirtualMachine("bench", args).ssh;
