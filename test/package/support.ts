import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ROOT, writeProject, type Program } from "../e2e/support/sandbox";

const BUILD_CONFIG = "tsconfig.build.json";
const TSCONFIG = {
  compilerOptions: {
    target: "ES2022",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: ["node"],
  },
  files: ["index.ts", "torque-program/index.ts"],
};

/** Packs slipway as `npm publish` would; answers the path of the tarball. */
export function pack(folder: string): string {
  const printed = run(ROOT, "npm", "pack", "--silent", "--pack-destination", folder);
  return path.join(folder, printed.trim().split("\n").at(-1) ?? "");
}

/** Paths of the files in a tarball, without npm's `package/` in front. */
export function filesIn(tarball: string): string[] {
  return run(path.dirname(tarball), "tar", "-tzf", tarball)
    .trim()
    .split("\n")
    .map((file) => file.replace(/^package\//, ""));
}

/** Programs outside of the checkout that have slipway from a tarball: a small one, and the example beside it. */
export function makeConsumer(tarball: string): Program {
  const folder = mkdtempSync(path.join(os.tmpdir(), "slipway-consumer-"));
  cpSync(path.join(__dirname, "consumer"), folder, { recursive: true });
  cpSync(path.join(ROOT, "examples"), folder, { recursive: true });
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ name: "consumer", private: true }),
  );
  // Not tsconfig.json: the language host that the toolchain builds would compile with the old compiler inside of the SDK.
  writeFileSync(path.join(folder, BUILD_CONFIG), JSON.stringify(TSCONFIG));
  run(
    folder,
    "npm",
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    tarball,
    pinned("@pulumi/pulumi"),
    pinned("@types/node"),
  );
  writeProject(folder, "consumer");
  writeProject(path.join(folder, "torque-program"), "noise-cluster");
  return { project: "consumer", folder };
}

/** Type checks and compiles the consumer with this checkout's compiler. */
export function compile(folder: string): void {
  const compiler = path.join(ROOT, "node_modules/typescript/bin/tsc");
  run(folder, process.execPath, compiler, "-p", BUILD_CONFIG);
}

/** Runs a program and answers what it printed; its errors go into the test's failure. */
export function run(cwd: string, program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A folder that a test removes in the end. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "slipway-pack-"));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A package at the version that slipway itself is tested with. */
function pinned(name: string): string {
  const file = path.join(ROOT, "node_modules", name, "package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return `${name}@${version}`;
}
