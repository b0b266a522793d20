import { expect } from "chai";
import fc from "fast-check";
import { maskOf } from "../../../lib/node/mask";
import { makeKey } from "./fake-ssh-server";

describe("the mask of secrets", () => {
  it("hides raw, base64 and hex forms of a key given as base64", () => {
    const raw = Buffer.from(Array.from({ length: 32 }, (_, i) => 33 + ((i * 7) % 90)));
    const given = raw.toString("base64");
    const mask = maskOf([given]);
    for (const form of [
      given,
      raw.toString("hex"),
      raw.toString("latin1"),
      raw.toString("hex").toUpperCase(),
    ]) {
      expect(mask(`a ${form} b`)).to.equal("a *** b");
    }
  });

  it("hides any secret of eight characters and more in each of its forms", () => {
    const secret = fc.string({ minLength: 8 }).filter((text) => text.trim().length >= 8);
    fc.assert(
      fc.property(secret, (text) => {
        const bytes = Buffer.from(text);
        const shown = maskOf([text])(
          `<${text}|${bytes.toString("base64")}|${bytes.toString("hex")}>`,
        );
        expect(shown).not.to.contain(bytes.toString("hex"));
        expect(shown).not.to.contain(text.trim());
      }),
    );
  });

  it("hides a private key as a whole, by single lines and as base64", () => {
    const key = makeKey().private;
    const mask = maskOf([key]);
    const shown = [key, Buffer.from(key).toString("base64"), ...key.split("\n").slice(1, -2)]
      .map(mask)
      .join("\n");
    for (const body of key.split("\n").slice(1, -2)) expect(shown).not.to.contain(body);
  });

  it("hides private keys that it was not told of, also cut off ones", () => {
    const mask = maskOf([]);
    expect(mask(`x\n${makeKey().private}y`)).to.equal("x\n***\ny");
    expect(mask("x -----BEGIN RSA PRIVATE KEY-----\nMIIE")).to.equal("x ***");
  });

  it("leaves other text alone, even where a secret is short or empty", () => {
    expect(maskOf(["", "ab", "  "])("cabbage and ab")).to.equal("cabbage and ab");
  });
});
