import { expect } from "chai";
import { jsonObject } from "../../../lib/core/json-object";

describe("the JSON object of a text", () => {
  it("is what the text says", () => {
    expect(jsonObject(' {"a": [1]}\n')).to.deep.equal({ a: [1] });
  });

  for (const text of ["", "null", "[]", "7", '"{}"', "{", '{"a":1} trailing']) {
    it(`is none for ${JSON.stringify(text)}`, () => {
      expect(jsonObject(text)).to.equal(undefined);
    });
  }
});
