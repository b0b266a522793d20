import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as ts from "typescript";

/** The checkout. */
export const ROOT = path.resolve(__dirname, "../../..");

/** A Pulumi program in a folder that the sandbox removes in the end. */
export interface Program {
  readonly project: string;
  readonly folder: string;
}

/** Everything that one test stack may touch: its own state, its own machines; only built images are shared. */
export interface Sandbox {
  readonly program: Program;
  readonly stackName: string;
  /** `$XDG_DATA_HOME` of the stack. Short, because Unix sockets lie below it. */
  readonly data: string;
  /** Folder of the stack's state. */
  readonly backend: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

export function makeSandbox(
  program: Program,
  extraEnv: Readonly<Record<string, string>> = {},
): Sandbox {
  requirePulumi();
  const state = mkdtempSync(path.join(os.tmpdir(), "e2e-"));
  const data = path.join(state, "d");
  const backend = path.join(state, "backend");
  for (const folder of [data, backend]) mkdirSync(folder);
  const env = {
    XDG_DATA_HOME: data,
    // As the documentation asks of those whose Pulumi may be killed.
    PULUMI_BACKEND_URL: `file://${backend}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(12).toString("hex"),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    ...extraEnv,
  };
  const remove = (): void => {
    for (const folder of [program.folder, state]) rmSync(folder, { recursive: true, force: true });
  };
  const stackName = `t${randomBytes(3).toString("hex")}`;
  return { program, stackName, data, backend, env, remove };
}

/**
 * A compiled copy of one TypeScript program. It lies inside the checkout, from where `slipway` resolves to the
 * compiled library; compiled, because a program then starts in half the time.
 */
export function compiledProgram(source: string): Program {
  const project = path.basename(source, ".ts");
  const folder = path.join(ROOT, ".slipway", `${project}-${randomBytes(3).toString("hex")}`);
  mkdirSync(folder, { recursive: true });
  const compiled = ts.transpileModule(readFileSync(path.join(ROOT, source), "utf8"), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  writeFileSync(path.join(folder, "index.js"), compiled.outputText);
  writeProject(folder, project);
  return { project, folder };
}

/** Writes a Pulumi.yaml for compiled code (YAML is a superset of JSON). */
export function writeProject(folder: string, project: string): void {
  const content = {
    name: project,
    main: "index.js",
    runtime: { name: "nodejs", options: { typescript: false } },
  };
  writeFileSync(path.join(folder, "Pulumi.yaml"), JSON.stringify(content));
}

function requirePulumi(): void {
  try {
    execFileSync("pulumi", ["version"], { stdio: "ignore" });
  } catch (cause) {
    throw new Error('no pulumi on PATH: run eval "$(toolchain/install.sh --print-env)" first', {
      cause,
    });
  }
}
