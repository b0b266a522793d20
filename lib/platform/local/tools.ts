import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

/** The programs that the local platform runs, and the Debian package of each. */
const packages = {
  "qemu-system-x86_64": "qemu-system-x86",
  "qemu-img": "qemu-utils",
  mformat: "mtools",
  mcopy: "mtools",
  vde_switch: "vde2",
} as const;

export type Tool = keyof typeof packages;

/** Programs that are not installed, and the command that installs them; undefined when all are there. */
export function missingTools(): { readonly tools: Tool[]; readonly cure: string } | undefined {
  const tools = (Object.keys(packages) as Tool[]).filter((tool) => !isOnPath(tool));
  if (tools.length === 0) return undefined;
  const wanted = [...new Set(tools.map((tool) => packages[tool]))];
  return { tools, cure: `sudo apt-get install --no-install-recommends ${wanted.join(" ")}` };
}

/** Runs a program to its end and gives its stdout; `input` goes to its stdin. Fails with its stderr. */
export async function run(
  tool: Tool,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Promise<string> {
  const child = promisify(execFile)(tool, args, { cwd: options.cwd, maxBuffer: 16 * 1024 * 1024 });
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

function isOnPath(tool: string): boolean {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.some((folder) => {
    try {
      fs.accessSync(path.join(folder, tool), fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
