import { expect } from "chai";
import { formatProblems } from "../../../lib/core/errors";
import type { TorqueClusterArgs } from "../../../lib/torque/args";
import { plan, type Surroundings } from "../../../lib/torque/plan";
import { around } from "./around";

/** A case: what is wrong, arguments that have it, and the lines that must be said of them. */
export type BadCase = [what: string, args: unknown, problems: string[]];

/** The lines that a plan says of arguments that it refuses. */
export function problemsOf(
  args: unknown,
  name = "lisa",
  surroundings: Partial<Surroundings> = {},
): string[] {
  const result = plan(name, args as TorqueClusterArgs, { ...around, ...surroundings });
  expect(result.plan).to.equal(undefined);
  return formatProblems("TorqueCluster", name, result.problems ?? [])
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

/** One test for each case. */
export function refuses(table: readonly BadCase[]): void {
  for (const [what, args, problems] of table) {
    it(what, () => {
      expect(problemsOf(args)).to.deep.equal(problems);
    });
  }
}

/** One test for each: arguments that a plan takes. */
export function takes(table: readonly (readonly [what: string, args: unknown])[]): void {
  for (const [what, args] of table) {
    it(what, () => {
      expect(plan("lisa", args as TorqueClusterArgs, around).problems).to.equal(undefined);
    });
  }
}
