import { execFile } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { firstWithin } from "./first-within";
import { smallEnvironment } from "./environment";

/** The namespace's side of slirp4netns: its own address, and the name server that asks the host's. */
export const NAMESPACE_CIDR = "10.0.9.0/24";
export const NAMESPACE_ADDRESS = "10.0.9.100";
export const NAMESPACE_DNS = "10.0.9.3";
/** Port of that address that QEMU leads to the guest's ssh. */
export const NAMESPACE_SSH_PORT = 2222;

// Closes the ranges before there is a way outside, says so, and starts the command when that way is there. Without
// the word to go, because the CLI has ended meanwhile, it ends as well.
const ENTER = `
for range in $1; do ip route add prohibit "$range"; done 3>&- 4>&-
log=$2
shift 2
echo closed
read -r go
exec "$@" </dev/null >>"$log" 2>&1`;

/**
 * A command line that runs `command` in a user and network namespace of its own. Its process waits, after it has said
 * that the ranges are closed, for a line on stdin; from then on stdout and stderr go to `log`.
 */
export function inNamespace(
  closed: readonly string[],
  log: string,
  command: readonly string[],
): { readonly command: string; readonly args: string[] } {
  const shell = ["sh", "-euc", ENTER, "enter", closed.join(" "), log];
  return {
    command: "unshare",
    args: ["--user", "--map-root-user", "--net", "--", ...shell, ...command],
  };
}

/** Waits until the namespace is there and its ranges are closed; before, its pid still means the host's network. */
export async function untilClosed(child: ChildProcess, deadlineMs: number): Promise<void> {
  if (!child.stdout) throw new Error("the namespace's stdout is not a pipe");
  const { stdout } = child;
  const first = await firstWithin(deadlineMs, "the machine's network namespace", (stop) => [
    once(stdout, "data", { signal: stop }).then(([data]) => String(data)),
    once(child, "exit", { signal: stop }).then(() => {
      throw new Error("the machine's network namespace could not be made");
    }),
  ]);
  if (first !== "closed\n") throw new Error(`the namespace said ${JSON.stringify(first)}`);
}

/** Closes further ranges in the namespace of a running process. */
export async function closeRanges(pid: number, ranges: readonly string[]): Promise<void> {
  const enter = ["--target", String(pid), "--user", "--net", "--preserve-credentials", "--"];
  for (const range of ranges) {
    const route = ["ip", "route", "replace", "prohibit", range];
    await promisify(execFile)("nsenter", [...enter, ...route], { env: smallEnvironment() });
  }
}
