import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** Where users find the compiled program: on the shared home. */
const FOLDER = "/home/examples/noise-spectrum";

const SOURCE = path.join(__dirname, "..", "noise-spectrum");
const FILES = [
  "Makefile",
  "job.pbs",
  "main.cpp",
  "noise.cpp",
  "noise.hpp",
  "spectrum.cpp",
  "spectrum.hpp",
];

/**
 * Writes a setup script that carries the program's source, and answers its path. The script compiles on the
 * master only, because `/home` is shared. The sources travel as base64, which no shell can misread.
 */
export function writeSetupScript(folder: string): string {
  const script = path.join(folder, "setup.generated.sh");
  writeFileSync(script, setupScript());
  return script;
}

function setupScript(): string {
  const write = FILES.map((file) => {
    const text = readFileSync(path.join(SOURCE, file)).toString("base64");
    return `base64 -d >'${FOLDER}/${file}' <<<'${text}'`;
  });
  return [
    "#!/usr/bin/env bash",
    "# Compiles noise-spectrum once, on the home that all nodes share.",
    "set -euo pipefail",
    `[ "$SLIPWAY_ROLE" = torque-master ] || exit 0`,
    `mkdir -p '${FOLDER}'`,
    ...write,
    `make -C '${FOLDER}'`,
    "",
  ].join("\n");
}
