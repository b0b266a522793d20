import { mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { compiledProgram, makeSandbox } from "../../test/e2e/support/sandbox";
import { TestStack } from "../../test/e2e/support/test-stack";
import type { Figure } from "../figures";

/** A worker's image from nothing, then asked for by another stack when it is there already. */
export async function measureImage(): Promise<Figure[]> {
  const cache = mkdtempSync(path.join(os.tmpdir(), "slipway-bench-"));
  try {
    const first = await secondsOfUp(cache);
    const second = await secondsOfUp(cache);
    return [
      { name: "up of a worker's image, built", value: first, unit: "s" },
      { name: "up of a worker's image, unchanged", value: second, unit: "s" },
    ];
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

async function secondsOfUp(cache: string): Promise<number> {
  const program = compiledProgram("bench/programs/image.ts");
  const stack = await TestStack.in(makeSandbox(program, { XDG_CACHE_HOME: cache }));
  try {
    return (await stack.mustUp({})).seconds;
  } finally {
    await stack.close();
  }
}
