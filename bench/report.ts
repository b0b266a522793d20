import { mkdirSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Part } from "./figures";

/** Keeps the figures, and what they were measured on, as JSON. */
export function writeReport(file: string, started: Date, parts: readonly Part[]): void {
  const [cpu] = os.cpus();
  const host = {
    cpus: os.cpus().length,
    model: cpu?.model,
    memoryGiB: os.totalmem() / 2 ** 30,
    load: os.loadavg(),
  };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ started, host, parts }, null, 2)}\n`);
}
