import * as fs from "node:fs";
import * as path from "node:path";
import { execa } from "execa";
import { recipesFolder } from "../core/package-root";

/** Called with each line that a build prints. */
export type OnLine = (line: string) => void;

const SHOWN_LINES = 20;

/** Runs one of the build scripts as root; appends its output to `log`. Fails with the last lines of it. */
export async function runScript(
  script: string,
  args: readonly string[],
  log: string,
  onLine: OnLine | undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const lines: string[] = [];
  const [command, prefix] = asRoot();
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const file = path.join(recipesFolder, "build", script);
  const child = execa(command, [...prefix, "env", ...assignments, "bash", file, ...args], {
    all: true,
    buffer: false,
    reject: false,
    stdin: "ignore",
  });
  for await (const line of child.iterable({ from: "all" })) {
    fs.appendFileSync(log, `${line}\n`);
    lines.push(line);
    if (lines.length > SHOWN_LINES) lines.shift();
    onLine?.(line);
  }
  const { exitCode, failed, originalMessage } = await child;
  if (!failed) return;
  const tail = lines.map((line) => `    ${line}`).join("\n");
  const code =
    exitCode === undefined ? (originalMessage ?? "was stopped") : `exit code ${String(exitCode)}`;
  throw new Error(`image build: ${script} failed, ${code}; log: ${log}\n${tail}`);
}

/** Removes a tree that root made. */
export async function removeTree(folder: string): Promise<void> {
  if (!fs.existsSync(folder)) return;
  const [command, prefix] = asRoot();
  await execa(command, [...prefix, "rm", "-rf", "--one-file-system", folder]);
}

/** Building an image needs root: it makes files of many owners. */
function asRoot(): [string, string[]] {
  return process.getuid?.() === 0 ? ["env", []] : ["sudo", []];
}
