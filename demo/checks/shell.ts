import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { execa } from "execa";

export interface RunOptions {
  /** What the command reads on its standard input. */
  readonly input?: string | Uint8Array;
  /** Called with each line of output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a shell command on the cluster and gives its output; fails when the command does. */
export type Shell = (command: string, options?: RunOptions) => Promise<string>;

/**
 * A shell on the master.
 *
 * @param ssh the cluster's `ssh` output, `ssh -F … master`, or one like it for another account
 */
export function shellOver(ssh: string): Shell {
  return async (command, { input = "", onLine } = {}) => {
    const line = `${ssh} -o BatchMode=yes -o ServerAliveInterval=15 "$1"`;
    const child = execa("/bin/sh", ["-c", line, "sh", command], { input });
    if (onLine !== undefined) for await (const text of child) onLine(text);
    return (await child).stdout;
  };
}

/** Runs one of the scripts of `remote/` with arguments. */
export async function runRemote(
  shell: Shell,
  script: string,
  args: readonly (string | number)[],
  options: Omit<RunOptions, "input"> = {},
): Promise<string> {
  const input = await readFile(path.join(__dirname, "remote", script), "utf8");
  return shell(`bash -s -- ${args.map((arg) => quote(String(arg))).join(" ")}`, {
    ...options,
    input,
  });
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
