import { expect } from "chai";
import fc from "fast-check";
import { canBePart, combineUserData, isMultipart } from "../../../lib/user-data/multipart";

const MESSAGE = [
  'Content-Type: multipart/mixed; boundary="===1=="',
  "MIME-Version: 1.0",
  "",
  "--===1==",
  "Content-Type: text/x-shellscript",
  "",
  "#!/bin/sh",
  "--===1==--",
  "",
].join("\n");

/** The parts of a combined text, as a MIME reader sees them. */
function partsOf(text: string): string[] {
  const boundary = /boundary="([^"]+)"/.exec(text)?.[1] ?? "";
  const [, ...parts] = text.split(`--${boundary}`);
  expect(parts.pop()).to.equal("--\n");
  return parts.map((part) => {
    const [head = "", ...body] = part.trim().split("\n\n");
    if (!head.includes("base64")) return part.trim();
    return Buffer.from(body.join(""), "base64").toString("utf8");
  });
}

describe("several texts of user data as one", () => {
  it("are given back one by one whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (texts) => {
        const plain = texts.filter((text) => !isMultipart(text));
        expect(partsOf(combineUserData(plain))).to.deep.equal(plain);
      }),
    );
  });

  it("have lines that mail readers take", () => {
    const text = combineUserData(["#cloud-config\n".padEnd(10_000, "x")]);
    expect(Math.max(...text.split("\n").map((line) => line.length))).to.be.below(80);
  });

  it("hold a message of parts as it is", () => {
    expect(isMultipart(MESSAGE)).to.be.true;
    expect(partsOf(combineUserData([MESSAGE, "#!/bin/sh"]))).to.deep.equal([
      MESSAGE.trim(),
      "#!/bin/sh",
    ]);
  });

  it("do not take a script that speaks of MIME for a message", () => {
    expect(isMultipart("#!/bin/sh\nMIME-Version: 1.0\nContent-Type: multipart/mixed")).to.be.false;
    expect(isMultipart("Content-Type: text/plain\n\nMIME-Version: 1.0")).to.be.false;
  });

  it("can't be part when they would end the parts by themselves", () => {
    const combined = combineUserData(["#!/bin/sh"]);
    expect(canBePart(combined)).to.be.false;
    expect(canBePart(MESSAGE)).to.be.true;
  });
});
