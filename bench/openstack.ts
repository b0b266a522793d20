import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { ROOT } from "../test/e2e/support/sandbox";
import { type Figure, measurePart, type Part } from "./figures";
import { measureGuests } from "./openstack/guests";
import { measureNodes } from "./openstack/nodes";
import { measurePreview } from "./openstack/preview";
import { runRaw } from "./openstack/raw";
import { writeReport } from "./report";

const REPORT = path.join(ROOT, ".slipway", "bench-openstack.json");

/** Inside the lab: `fake [NODES…]` without guests, `qemu` with them. */
async function main([driver, ...counts]: readonly string[]): Promise<void> {
  if (driver === "qemu") await run("first job, real guests", measureGuests);
  if (driver !== "fake") return;
  // The first server of a cloud that has just been started takes longer than all others.
  await (await runRaw(1)).remove();
  for (const [index, count] of counts.map(Number).entries())
    await run(`${String(count)} servers, no guests`, () => measureNodes(count, index % 2 === 0));
  await run("preview", measurePreview);
}

/** Each part is kept at once: all of them take long. Those of an earlier run that are not run again stay. */
async function run(name: string, measure: () => Promise<Figure[]>): Promise<void> {
  const started = new Date();
  const part = await measurePart(name, measure);
  writeReport(REPORT, started, [...reported().filter((other) => other.name !== name), part]);
  if (part.failure !== undefined) process.exitCode = 1;
}

function reported(): readonly Part[] {
  if (!existsSync(REPORT)) return [];
  return (JSON.parse(readFileSync(REPORT, "utf8")) as { parts: Part[] }).parts;
}

void main(process.argv.slice(2));
