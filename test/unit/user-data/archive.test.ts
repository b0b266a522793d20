import { expect } from "chai";
import { archiveOf } from "../../../lib/user-data/archive";

describe("archiveOf", () => {
  it("refuses a name that the format has no room for", () => {
    const file = { path: "x".repeat(101), executable: false, content: Buffer.from("") };
    expect(() => archiveOf([file])).to.throw(/^x{101}: the name is too long for an archive$/);
  });
});
