import { expect } from "chai";
import type { Check } from "../../../demo/checks/check";

/** Fails with what was found for each check that does not hold. */
export function expectAll(checks: readonly Check[]): void {
  const failed = checks.filter(({ ok }) => !ok).map(({ name, found }) => `${name}: ${found}`);
  expect(failed).to.deep.equal([]);
  expect(checks).to.not.be.empty;
}
