import * as pulumi from "@pulumi/pulumi";
import { VirtualMachine, type VirtualMachineArgs } from "slipway";

/** One machine whose arguments all come from the test. */
const config = new pulumi.Config();

const machine = new VirtualMachine("probe", config.requireObject<VirtualMachineArgs>("args"));
export const ssh = machine.ssh;
export const address = machine.address;
