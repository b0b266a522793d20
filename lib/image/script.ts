import * as fs from "node:fs";
import { execa } from "execa";
import { buildEnvironment, removeCommand, scriptCommand } from "./confinement";
import { builderText, findBuilder, type FoundBuilder, isRoot, userObstacle } from "./find-builder";
import type { Obstacle } from "./namespace-obstacle";

/** Called with each line that a build prints. */
export type OnLine = (line: string) => void;

const SHOWN_LINES = 20;

let obstacle: Promise<Obstacle | undefined> | undefined;
let found: Promise<FoundBuilder> | undefined;

/** Why this user needs root to build; looked up once. */
export function obstacleHere(): Promise<Obstacle | undefined> {
  obstacle ??= isRoot() ? Promise.resolve(undefined) : userObstacle();
  return obstacle;
}

/** Who builds here; looked up once. Fails where root can't build for a cause that has nothing to do with namespaces. */
export function builderHere(): Promise<FoundBuilder> {
  found ??= obstacleHere().then(findBuilder);
  return found;
}

/** Forgets both: for tests, which change what this computer can do. */
export function forgetBuilder(): void {
  obstacle = undefined;
  found = undefined;
}

/** In words, for a build's log and for the warning of preview. */
export async function builderInWords(): Promise<string> {
  return builderText(await builderHere(), await obstacleHere());
}

/** Runs one of the build scripts; appends its output to `log`. Fails with the last lines of it. */
export async function runScript(
  script: string,
  args: readonly string[],
  log: string,
  onLine: OnLine | undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const lines: string[] = [];
  const { builder } = await builderHere();
  const [command, ...prefix] = scriptCommand(builder, script, environment);
  const child = execa(command, [...prefix, ...args], {
    all: true,
    buffer: false,
    reject: false,
    // Held open until the script ends: it stops when this process is gone.
    stdin: "pipe",
    extendEnv: false,
    env: buildEnvironment(),
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

/** Removes a tree whose files may belong to accounts of a build. */
export async function removeTree(folder: string): Promise<void> {
  try {
    // Not the synchronous one: while tens of thousands of files go, the build's lock must be kept up.
    await fs.promises.rm(folder, { recursive: true, force: true });
    return;
  } catch {
    // Not all of it is ours.
  }
  const { builder } = await builderHere();
  const [command, ...args] = removeCommand(builder, folder);
  const { failed, stderr } = await execa(command, args, { reject: false });
  if (failed)
    throw new Error(
      `image build: ${folder} can't be removed; as root run: rm -rf '${folder}'\n${stderr}`,
    );
}
