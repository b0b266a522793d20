import { readFileSync } from "node:fs";
import * as path from "node:path";
import { dataRoot, stackFolder } from "slipway/internal/core/paths";
import { BeaconEvent, parseBeacons } from "slipway/internal/node/beacons";
import { PROJECT, STACK } from "./places";

/** What a node of the local platform is doing, from its console: the recipe script that runs, or how far the boot is. */
export function nodeProgress(machine: string): string {
  const text = consoleOf(machine);
  if (text === "") return "starting";
  const last = parseBeacons(text).at(-1);
  if (last === undefined) return `booting: ${lastLine(text)}`;
  const { event, script = last.stage, uptime } = last;
  const at = `${uptime.toFixed(0)} s after power-on`;
  if (event === BeaconEvent.Ready) return `ready ${at}`;
  return `${event === BeaconEvent.Failed ? "failed" : "running"} ${script}, ${at}`;
}

function consoleOf(machine: string): string {
  const machines = path.join(dataRoot(), "local", stackFolder(PROJECT, STACK), "machines");
  try {
    return readFileSync(path.join(machines, machine, "console.log"), "latin1");
  } catch {
    return "";
  }
}

function lastLine(text: string): string {
  // Consoles hold escape sequences and carriage returns.

  const lines = text
    .replace(/\x1b\[[\d;?]*[A-Za-z]|[^\n\x20-\x7e]/g, "")
    .trim()
    .split("\n");
  return (lines.at(-1) ?? "").trim().slice(0, 70);
}
