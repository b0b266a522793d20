import { expect } from "chai";
import { printable } from "../../../lib/core/printable";

describe("printable", () => {
  it("leaves words as they are", () => {
    expect(printable("  slurmd ist tot – seit 3 min\n")).to.equal("slurmd ist tot – seit 3 min");
  });

  it("escapes what a terminal would obey, or show as something else", () => {
    expect(printable("a\u001b[31mb\nc\rd\u202ee\u2028f")).to.equal(
      "a\\u{1b}[31mb\\u{a}c\\u{d}d\\u{202e}e\\u{2028}f",
    );
  });

  it("cuts off what is too long", () => {
    expect(printable("x".repeat(1000), 5)).to.equal("xxxxx…");
  });
});
