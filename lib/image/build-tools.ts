import { isOnPath, missingPrograms } from "../core/programs";

/** The programs that building an image needs, and the Debian package of each. */
const PACKAGES = {
  mmdebstrap: "mmdebstrap",
  zstd: "zstd",
  sfdisk: "fdisk",
  mke2fs: "e2fsprogs",
  "qemu-img": "qemu-utils",
} as const;

/** Ordinary users have no sbin in their PATH. */
const SBIN = ["/usr/sbin", "/sbin"];

/** Those that are not installed, in words, with the command that installs them. */
export function missingBuildTools(): string | undefined {
  const missing = missingPrograms(PACKAGES, SBIN);
  if (missing === undefined) return undefined;
  return `building images needs ${missing.programs.join(", ")}; install with: ${missing.cure}`;
}

/** Whether a program that a build may use can be run. */
export function hasProgram(program: string): boolean {
  return isOnPath(program, SBIN);
}
