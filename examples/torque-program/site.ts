import { readFileSync } from "node:fs";
import * as path from "node:path";

/** Where the nodes find the compiled program: on the shared home, readable by every user. */
export const PROGRAM_FOLDER = "/home/examples/noise-spectrum";

const FILES = ["Makefile", "job.pbs", "main.cpp", "noise.cpp", "noise.hpp", "spectrum.cpp", "spectrum.hpp"];

/**
 * Site code for all nodes: writes the program's source and compiles it, on the master only, because `/home` is
 * shared. Runs again without harm. The sources travel as base64, which no shell can misread.
 */
export function compileOnSharedHome(source: string): string {
  const write = FILES.map((file) => {
    const text = readFileSync(path.join(source, file)).toString("base64");
    return `base64 -d >'${PROGRAM_FOLDER}/${file}' <<<'${text}'`;
  });
  return [
    "#!/usr/bin/env bash",
    "set -euo pipefail",
    `[ "$SLIPWAY_ROLE" = torque-master ] || exit 0`,
    `mkdir -p '${PROGRAM_FOLDER}'`,
    ...write,
    `make -C '${PROGRAM_FOLDER}'`,
    "",
  ].join("\n");
}
