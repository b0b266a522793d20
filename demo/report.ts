import { styleText } from "node:util";
import type { Check } from "./checks/check";
import type { Stages } from "./stage";

/** Prints the checks, each with what was found. */
export function printChecks(checks: readonly Check[]): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  console.log("\nChecks");
  for (const { name, ok, found } of checks) {
    const mark = ok ? styleText("green", "✔") : styleText("red", "✖");
    console.log(`  ${mark} ${name.padEnd(width)}  ${found}`);
  }
}

/** Prints how long each stage took. */
export function printTimes(stages: Stages, started: number): void {
  const total = {
    title: "all, from the first look at Pulumi's tools",
    seconds: (Date.now() - started) / 1000,
  };
  const lines = [...stages.all, total];
  const width = Math.max(...lines.map(({ title }) => title.length));
  console.log("\nTimes");
  for (const { title, seconds } of lines) {
    console.log(`  ${title.padEnd(width)}  ${seconds.toFixed(0).padStart(5)} s`);
  }
}
