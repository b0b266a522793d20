import { expect } from "chai";
import { withShortTraces } from "../../../lib/core/short-traces";

describe("withShortTraces", () => {
  const lines = (): number => (new Error("here").stack ?? "").split("\n    at ").length - 1;

  it("shortens traces while the code runs, and answers what it answers", () => {
    const before = lines();
    expect(withShortTraces(lines)).to.equal(1);
    expect(lines()).to.equal(before).and.to.be.above(1);
  });

  it("gives the limit back when the code fails, whose error tells its place", () => {
    const limit = Error.stackTraceLimit;
    const fail = (): never => {
      throw new Error("broken");
    };
    expect(() => withShortTraces(fail))
      .to.throw("broken")
      .with.property("stack")
      .that.includes("short-traces.test.ts");
    expect(Error.stackTraceLimit).to.equal(limit);
  });
});
