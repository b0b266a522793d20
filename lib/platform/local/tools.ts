import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type MissingPrograms, missingPrograms } from "../../core/programs";
import { smallEnvironment } from "./environment";

/** The programs that the local platform runs, and the Debian package of each. */
const packages = {
  "qemu-system-x86_64": "qemu-system-x86",
  "qemu-img": "qemu-utils",
  mformat: "mtools",
  mcopy: "mtools",
  vde_switch: "vde2",
  flock: "util-linux",
} as const;

/** What machines that reach outside need besides (`outside-probe.ts`). */
const outsidePackages = {
  slirp4netns: "slirp4netns",
  ip: "iproute2",
  unshare: "util-linux",
  nsenter: "util-linux",
  mkfifo: "coreutils",
} as const;

type Packages = typeof packages & typeof outsidePackages;
export type Tool = keyof Packages;

/** Programs that are not installed; undefined when all are there. */
export function missingTools(): MissingPrograms | undefined {
  return missingPrograms(packages);
}

/** The same for what only machines that reach outside need. */
export function missingOutsideTools(): MissingPrograms | undefined {
  return missingPrograms(outsidePackages);
}

/** Runs a program to its end and gives its stdout; `input` goes to its stdin. Fails with its stderr. */
export async function run(
  tool: Tool,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Promise<string> {
  const child = promisify(execFile)(tool, args, {
    cwd: options.cwd,
    env: smallEnvironment(),
    maxBuffer: 16 * 1024 * 1024,
  });
  child.child.stdin?.on("error", () => undefined); // it may end without reading; its exit code tells
  child.child.stdin?.end(options.input ?? "");
  try {
    return (await child).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const words = stderr?.trim() ?? "";
    throw new Error(`${tool} failed: ${(words === "" ? message : words).slice(0, 500)}`);
  }
}
