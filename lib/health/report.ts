import { isObject, jsonObject } from "../core/json-object";
import { printable } from "../core/printable";

/** A cluster in ruins must not fill state and terminal. */
const MOST = 50;

/** What a head tells, a line each. */
export interface HealthReport {
  /** What does not work. */
  readonly problems: readonly string[];
  /** What an administrator has set aside by hand: told, and left as it is. */
  readonly notes: readonly string[];
}

/** Reads the one JSON object that `slipway-health` prints. */
export function readReport(stdout: string): HealthReport {
  const { healthy, problems, notes = [] } = jsonObject(stdout) ?? {};
  if (typeof healthy !== "boolean") throw unreadable(stdout);
  const report = { problems: linesOf(problems, stdout), notes: linesOf(notes, stdout) };
  // Neither can be believed then.
  if (healthy !== (report.problems.length === 0)) throw unreadable(stdout);
  return report;
}

function linesOf(list: unknown, stdout: string): string[] {
  if (!Array.isArray(list)) throw unreadable(stdout);
  const lines = list.map((entry) => lineOf(entry, stdout));
  if (lines.length <= MOST) return lines;
  return [...lines.slice(0, MOST), `and ${String(lines.length - MOST)} more`];
}

function lineOf(problem: unknown, stdout: string): string {
  if (!isObject(problem)) throw unreadable(stdout);
  const { node, what, reason } = problem;
  const parts = [node, what, reason].map((part) => {
    if (typeof part !== "string") throw unreadable(stdout);
    return printable(part);
  });
  return parts.join(": ");
}

function unreadable(stdout: string): Error {
  return new Error(`slipway-health printed no report: ${printable(stdout)}`);
}
