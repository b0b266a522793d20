import * as fs from "node:fs";

const TUN = "/dev/net/tun";

/** A setting of this host that keeps ordinary users from namespaces, and the command that changes it. */
const settings = [
  { name: "kernel.unprivileged_userns_clone", forbids: "0", command: "=1" },
  { name: "user.max_user_namespaces", forbids: "0", command: "=10000" },
  { name: "kernel.apparmor_restrict_unprivileged_userns", forbids: "1", command: "=0" },
] as const;

/** What this host has, for tests to replace. */
export interface Host {
  /** Text of a kernel setting; undefined where the kernel has no such one. */
  setting(name: string): string | undefined;
  /** Why the device cannot be opened: a code such as `EACCES`; undefined when it can. */
  deviceFault(device: string): string | undefined;
}

/** Why the try failed, in words that name the most likely cause and the command against it. */
export function outsideCure(failure: string, host: Host = thisHost): string {
  const setting = settings.find(({ name, forbids }) => host.setting(name) === forbids);
  const device = host.deviceFault(TUN);
  if (device === "ENOENT") return `there is no ${TUN}: sudo modprobe tun`;
  if (device !== undefined)
    return `${TUN} cannot be opened by this user (${device}): sudo chmod 0666 ${TUN}`;
  if (setting)
    return `${setting.name} is ${setting.forbids}: sudo sysctl ${setting.name}${setting.command}`;
  return `user and network namespaces do not work here (in a container they may be forbidden): ${failure}`;
}

const thisHost: Host = {
  setting(name) {
    const file = `/proc/sys/${name.replaceAll(".", "/")}`;
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : undefined;
  },
  deviceFault(device) {
    try {
      fs.closeSync(fs.openSync(device, "r+"));
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "unknown";
    }
  },
};
