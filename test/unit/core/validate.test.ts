import { inspect } from "node:util";
import { expect } from "chai";
import { matches, noDuplicates, wholeNumber } from "../../../lib/core/validate";

describe("wholeNumber", () => {
  for (const good of [0, 1, 250]) {
    it(`takes ${String(good)} between 0 and 250`, () => {
      expect(wholeNumber("workers", good, 0, 250)).to.deep.equal([]);
    });
  }

  for (const bad of [-1, 1.5, 251, Number.NaN, Infinity, "2", null, undefined, {}]) {
    it(`fails for ${inspect(bad)}`, () => {
      expect(wholeNumber("workers", bad, 0, 250)).to.deep.equal([
        { path: "workers", reason: "must be a whole number 0–250", got: bad },
      ]);
    });
  }
});

describe("matches", () => {
  it("takes a text of the form", () => {
    expect(matches("name", "lisa", /^[a-z]+$/, "letters")).to.deep.equal([]);
  });

  it("fails for another text and for what is no text", () => {
    expect(matches("name", "L", /^[a-z]+$/, "letters")).to.deep.equal([
      { path: "name", reason: "must be letters", got: "L" },
    ]);
    expect(matches("name", 3, /./, "letters")).to.have.length(1);
  });
});

describe("noDuplicates", () => {
  it("reports each later copy at its own place", () => {
    const problems = noDuplicates(["a", "b", "a", "a"], (i) => `list[${String(i)}]`, "entry");
    expect(problems.map(({ path }) => path)).to.deep.equal(["list[2]", "list[3]"]);
  });

  it("lets missing values pass, which have a message of their own", () => {
    expect(noDuplicates([undefined, undefined], String, "uid")).to.deep.equal([]);
  });
});
