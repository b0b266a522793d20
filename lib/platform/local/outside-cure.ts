import * as fs from "node:fs";
import { closingSetting, kernelSetting, type ReadSetting } from "../../core/kernel-settings";

const TUN = "/dev/net/tun";

/** What this host has, for tests to replace. */
export interface Host {
  readonly setting: ReadSetting;
  /** Why the device cannot be opened: a code such as `EACCES`; undefined when it can. */
  deviceFault(device: string): string | undefined;
}

/** Why the try failed, in words that name the most likely cause and the command against it. */
export function outsideCure(failure: string, host: Host = thisHost): string {
  const closing = closingSetting(host.setting);
  const device = host.deviceFault(TUN);
  if (device === "ENOENT") return `there is no ${TUN}: sudo modprobe tun`;
  if (device !== undefined)
    return `${TUN} cannot be opened by this user (${device}): sudo chmod 0666 ${TUN}`;
  if (closing) return `${closing.name} is ${closing.closed}: ${closing.cure}`;
  return `user and network namespaces do not work here (in a container they may be forbidden): ${failure}`;
}

const thisHost: Host = {
  setting: kernelSetting,
  deviceFault(device) {
    try {
      fs.closeSync(fs.openSync(device, "r+"));
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "unknown";
    }
  },
};
