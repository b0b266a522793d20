import * as fs from "node:fs";

/** A setting of this computer's kernel that closes user namespaces to ordinary users. */
export interface ClosingSetting {
  readonly name: string;
  /** The value that closes them. */
  readonly closed: string;
  /** The command that opens them. */
  readonly cure: string;
}

/** Text of a kernel setting; undefined where the kernel has no such one, or keeps it to itself. */
export type ReadSetting = (name: string) => string | undefined;

/** Name, the value that closes user namespaces, one that opens them. */
const SETTINGS = [
  ["user.max_user_namespaces", "0", "10000"],
  ["kernel.unprivileged_userns_clone", "0", "1"],
  ["kernel.apparmor_restrict_unprivileged_userns", "1", "0"],
] as const;

export const kernelSetting: ReadSetting = (name) => {
  try {
    return fs.readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").trim();
  } catch {
    return undefined;
  }
};

/** The first setting that closes user namespaces; undefined when none does. */
export function closingSetting(read: ReadSetting): ClosingSetting | undefined {
  const found = SETTINGS.find(([each, value]) => read(each) === value);
  if (found === undefined) return undefined;
  const [name, closed, open] = found;
  return { name, closed, cure: `sudo sysctl ${name}=${open}` };
}
