import { VirtualMachine } from "slipway";
import type { StackConfig } from "./config";

/** A single machine. */
export function machine({ name, machine }: StackConfig) {
  const { address, endpoint, user, ssh, knownHosts, privateKey } = new VirtualMachine(
    name,
    machine,
  );
  return { address, endpoint, user, ssh, knownHosts, privateKey };
}
