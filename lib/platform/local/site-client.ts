import "../../core/end-with-engine";
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { SiteNeeds } from "../platform";
import type { Existing } from "./capacity";
import { shortages } from "./capacity";
import { hostRoom } from "./host";
import { allRecords, diskFile, processOf, readRecord } from "./record";
import { removeMachine } from "./remove-machine";
import {
  entries,
  localRoot,
  machineFolder,
  nameOf,
  readJson,
  removeIfEmpty,
  stackRoot,
  volumeFile,
  withLock,
  writeJson,
} from "./store";
import { removeSwitch } from "./switch";

/** One check of this host, for one cluster or machine of a stack. */
export interface SiteInputs extends SiteNeeds {
  readonly providerVersion: number;
  readonly stack: string;
  readonly site: string;
}

/** What does not fit on this host now; empty when all does. Changes nothing. */
export function checkSite(inputs: SiteInputs): { property: string; reason: string }[] {
  const problems = shortages(inputs, existing(inputs), hostRoom());
  // Without a property: Pulumi would show the value of one that is not the user's.
  return problems.map(({ reason }) => ({ property: "", reason }));
}

/** Only what is asked of the host can change; the site stays the same. */
export function diffSite(
  olds: SiteInputs,
  news: SiteInputs,
): { changes: boolean; replaces: string[] } {
  const changes = (["machines", "volumes", "publicAddresses", "providerVersion"] as const).some(
    (key) => !isDeepStrictEqual(olds[key], news[key]),
  );
  const replaces = olds.stack === news.stack && olds.site === news.site ? [] : ["stack"];
  return { changes: changes || replaces.length > 0, replaces };
}

/**
 * Takes the stack's folder for this site. Fails when machines of these names are there already, as they
 * are then in another state: of a stack of the same name in another backend, or of a lost state.
 */
export async function createSite(inputs: SiteInputs): Promise<string> {
  const { stack, site, machines } = inputs;
  const foreign = machines.flatMap(({ name }) => readRecord(stack, name) ?? []);
  if (foreign.length > 0) {
    const names = foreign.map(({ machine }) => machine).join(", ");
    throw new Error(
      `machines ${names} of ${stack} exist on this host, but not in this stack's state: ` +
        "a stack of the same name in another backend has them (destroy it there, or name this one " +
        `otherwise), or that state is lost (then stop their processes and remove ${stackRoot(stack)})`,
    );
  }
  const id = randomUUID();
  await withLock(sitesFile(stack), () => {
    writeJson(sitesFile(stack), { ...sites(stack), [site]: id });
  });
  return id;
}

/** Gives the stack's folder up; the last site also removes what interrupted runs left in it. */
export async function deleteSite({ stack, site }: SiteInputs): Promise<void> {
  if (!fs.existsSync(stackRoot(stack))) return;
  await withLock(sitesFile(stack), async () => {
    const others = Object.fromEntries(
      Object.entries(sites(stack)).filter(([name]) => name !== site),
    );
    if (Object.keys(others).length > 0) {
      writeJson(sitesFile(stack), others);
      return;
    }
    const left = allRecords(stack).map(({ machine }) =>
      withLock(machineFolder(stack, machine), () => removeMachine(stack, machine)),
    );
    await Promise.all(left);
    for (const network of entries(path.join(stackRoot(stack), "networks"))) {
      await removeSwitch(stack, nameOf(network));
    }
    fs.rmSync(sitesFile(stack), { force: true });
  });
  if (fs.existsSync(sitesFile(stack))) return; // a new site has come meanwhile
  fs.rmSync(stackRoot(stack), { recursive: true, force: true });
  removeIfEmpty(localRoot());
}

function existing({ stack, volumes }: SiteInputs): Existing {
  const records = allRecords(stack);
  const made = records.filter((record) => fs.existsSync(diskFile(record)));
  const running = made.filter((record) => processOf(record));
  return {
    machines: new Map(made.map(({ machine, diskGiB }) => [machine, diskGiB])),
    runningMachines: new Map(running.map(({ machine, memoryMiB }) => [machine, memoryMiB])),
    volumes: new Set(
      volumes.map(({ name }) => name).filter((name) => fs.existsSync(volumeFile(stack, name))),
    ),
  };
}

function sites(stack: string): Record<string, string> {
  return (readJson(sitesFile(stack)) ?? {}) as Record<string, string>;
}

function sitesFile(stack: string): string {
  return path.join(stackRoot(stack), "sites.json");
}
