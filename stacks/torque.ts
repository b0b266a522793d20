import { TorqueCluster } from "slipway";
import type { StackConfig } from "./config";

/** A batch cluster. */
export function torque({ name, torque }: StackConfig) {
  const { masterIp, workers, user, ssh, knownHosts, privateKey, operatorKey, ready } =
    new TorqueCluster(name, torque);
  return { masterIp, workers, user, ssh, knownHosts, privateKey, operatorKey, ready };
}
