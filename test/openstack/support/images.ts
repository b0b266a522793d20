import { ensureImageOf } from "slipway/internal/image/builder";

/** Builds the images that the clusters of the tests start from. */
async function main(): Promise<void> {
  for (const kind of ["torque-master", "torque-worker", "orchestrator"])
    await ensureImageOf({ kind });
}

void main();
