import * as fs from "node:fs";
import { releasePort } from "./ports";
import { stopMachine } from "./power";
import { readRecord } from "./record";
import { machineFolder } from "./store";
import { releaseVolumes } from "./volume-holder";

/** Stops the machine and removes all that it has but its volumes. The caller holds the machine's lock. */
export async function removeMachine(
  stack: string,
  machine: string,
  graceMs?: number,
): Promise<void> {
  const record = readRecord(stack, machine);
  if (record) {
    await stopMachine(record, graceMs);
    await releaseVolumes(record);
  }
  await releasePort({ stack, machine });
  fs.rmSync(machineFolder(stack, machine), { recursive: true, force: true });
}
