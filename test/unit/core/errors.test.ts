import { expect } from "chai";
import { formatProblems } from "../../../lib/core/errors";

describe("formatProblems", () => {
  it("names the component and lists every problem with the value given", () => {
    const text = formatProblems("TorqueCluster", "lisa", [
      { path: "workers", reason: "must be a whole number 0–250", got: -1 },
      { path: "users[0].uid", reason: "is missing, use 1000–59999" },
    ]);
    expect(text).to.equal(
      'TorqueCluster "lisa": 2 invalid arguments\n' +
        "  workers: must be a whole number 0–250, got -1\n" +
        "  users[0].uid: is missing, use 1000–59999",
    );
  });

  it("uses the singular for one problem", () => {
    const text = formatProblems("VirtualMachine", "a", [
      { path: "image", reason: "is empty", got: "" },
    ]);
    expect(text).to.equal('VirtualMachine "a": 1 invalid argument\n  image: is empty, got ""');
  });

  it("shortens long values", () => {
    const text = formatProblems("X", "a", [{ path: "p", reason: "r", got: "y".repeat(200) }]);
    expect(text.split("\n")[1]).to.have.length.below(100).and.match(/…$/);
  });
});
