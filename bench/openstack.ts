import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { ROOT } from "../test/e2e/support/sandbox";
import { measurePart, type Part } from "./figures";
import { measureGuests } from "./openstack/guests";
import { measureNodes } from "./openstack/nodes";
import { measurePreview } from "./openstack/preview";
import { runRaw } from "./openstack/raw";
import { writeReport } from "./report";

const REPORT = path.join(ROOT, ".slipway", "bench-openstack.json");

/** Inside the lab: `fake [NODES…]` without guests, `qemu` with them. The parts of the last run that are not run again stay. */
async function main([driver, ...counts]: readonly string[]): Promise<void> {
  const started = new Date();
  const parts: Part[] = [];
  if (driver === "qemu") parts.push(await measurePart("first job, real guests", measureGuests));
  if (driver === "fake") {
    // The first server of a cloud that has just been started takes longer than all others.
    await (await runRaw(1)).remove();
    for (const [index, count] of counts.map(Number).entries()) {
      const rawFirst = index % 2 === 0;
      const name = `${String(count)} servers, no guests`;
      parts.push(await measurePart(name, () => measureNodes(count, rawFirst)));
    }
    parts.push(await measurePart("preview", measurePreview));
  }
  const others = reported().filter(({ name }) => parts.every((part) => part.name !== name));
  writeReport(REPORT, started, [...others, ...parts]);
  if (parts.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
}

function reported(): readonly Part[] {
  if (!existsSync(REPORT)) return [];
  return (JSON.parse(readFileSync(REPORT, "utf8")) as { parts: Part[] }).parts;
}

void main(process.argv.slice(2));
