import * as path from "node:path";
import { ROOT } from "../test/e2e/support/sandbox";
import { measurePart, type Figure, type Part } from "./figures";
import { writeReport } from "./report";
import { measureCluster } from "./sections/cluster";
import { measureImage } from "./sections/image";
import { measureMachine } from "./sections/machine";
import { measurePreview } from "./sections/preview";

const REPORT = path.join(ROOT, ".slipway", "bench.json");

/** All parts one after the other: the machines of one would slow those of another down. */
async function main(): Promise<void> {
  const started = new Date();
  const parts: Part[] = [
    await measurePart("image build", measureImage),
    await measurePart("one bare machine: the limit", measureMachine),
    await measurePart("cluster of one master and two workers", measureCluster),
    await measurePart("preview", measurePreview),
  ];
  const ratio = parts.concat(await measurePart("beside the limit", () => ratios(parts)));
  writeReport(REPORT, started, ratio);
  process.stdout.write(`written to ${path.relative(process.cwd(), REPORT)}\n`);
  if (ratio.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
}

/** The two figures that only mean something together, from one run on one computer. */
function ratios(parts: readonly Part[]): Figure[] {
  const value = (name: string): number => {
    const figure = parts.flatMap(({ figures }) => figures).find((one) => one.name === name);
    if (figure === undefined) throw new Error(`"${name}" was not measured`);
    return figure.value;
  };
  const job = value("up to first job");
  return [
    {
      name: "first job / bare boot",
      value: job / value("power-on to cloud-init done"),
      unit: "times",
    },
    { name: "first job / bare up", value: job / value("up of one bare machine"), unit: "times" },
  ];
}

void main();
