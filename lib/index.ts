export { VirtualMachine } from "./machine/virtual-machine";
export { WaitFor, type VirtualMachineArgs, type VirtualMachineSizeArgs } from "./machine/args";
export {
  BootFrom,
  type OpenStackArgs,
  PublicAddress,
  ServerGroupPolicy,
} from "./platform/openstack/args";
export { PlatformName } from "./platform/platform";
export type { SiteArgs } from "./platform/site-args";
export type { NodeSizeArgs, TorqueClusterArgs, UserArgs } from "./torque/args";
export { TorqueCluster } from "./torque/cluster";
export { type Readiness, WorkerProof } from "./torque/readiness";
