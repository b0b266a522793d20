import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { maskOf } from "../../../lib/node/mask";
import { makeKey } from "./fake-ssh-server";

const wrap = (text: string, width: number): string =>
  text.replace(new RegExp(`[^]{1,${String(width)}}`, "g"), "$&\n");
const grouped = (hex: string, digits: number, by: string): string =>
  (hex.match(new RegExp(`.{1,${String(digits)}}`, "g")) ?? []).join(by);

const octal = (hex: string): string => `\\${parseInt(hex, 16).toString(8).padStart(3, "0")}`;
/** Bytes as a program prints them: what can be read as it is, the others as escapes. */
const mixed = (raw: Buffer, escape: (hex: string) => string): string =>
  Array.from(raw, (byte) => {
    const char = String.fromCharCode(byte);
    if (char === "\n") return "\\n";
    if (char === "'" || char === "\\") return `\\${char}`;
    return byte >= 32 && byte < 127 ? char : escape(byte.toString(16).padStart(2, "0"));
  }).join("");

/** Ways to write bytes; the number decides about widths. Each with how many characters make six bytes. */
const WRITERS: Record<string, readonly [six: number, write: (raw: Buffer, n: number) => string]> = {
  "base64 in lines": [8, (raw, n) => wrap(raw.toString("base64"), n)],
  "base64url in lines": [8, (raw, n) => wrap(raw.toString("base64url"), n)],
  "base64 in JSON": [8, (raw, n) => JSON.stringify(wrap(raw.toString("base64"), Math.max(n, 8)))],
  "base64 in a URL": [8, (raw) => encodeURIComponent(raw.toString("base64"))],
  "base64 continued with backslashes": [
    8,
    (raw, n) => wrap(raw.toString("base64"), n).replaceAll("\n", "\\\n  "),
  ],
  "base64 inside something longer": [
    8,
    (raw, n) => Buffer.concat([Buffer.alloc(n % 7, 1), raw, Buffer.alloc(3, 2)]).toString("base64"),
  ],
  "hex in lines": [12, (raw, n) => wrap(raw.toString("hex"), n)],
  "HEX in lines": [12, (raw, n) => wrap(raw.toString("hex").toUpperCase(), n)],
  "hex with colons": [12, (raw) => grouped(raw.toString("hex"), 2, ":")],
  "hex in groups": [12, (raw, n) => grouped(raw.toString("hex"), n, " ")],
  "hex for C": [12, (raw) => `0x${grouped(raw.toString("hex"), 2, ", 0x")}`],
  "hex escapes": [12, (raw) => `\\x${grouped(raw.toString("hex"), 2, "\\x")}`],
  "Python's bytes": [6, (raw) => `b'${mixed(raw, (hex) => `\\x${hex}`)}'`],
  "octal escapes among letters": [6, (raw) => `$'${mixed(raw, octal)}'`],
  percents: [12, (raw) => `%${grouped(raw.toString("hex"), 2, "%")}`],
  decimals: [6, (raw) => [...raw].join(", ")],
};

/** All that the mask left of a text, its marks and what only stands between removed. */
const left = (shown: string): string =>
  shown.replaceAll("***", "").replace(/[\s:,"'\\x%-]|0x/g, "");
const key = fc
  .tuple(fc.nat(), fc.integer({ min: 32, max: 48 }))
  .map(([seed, length]) => createHash("sha512").update(String(seed)).digest().subarray(0, length));

describe("the mask of secrets, in the usual ways of writing", () => {
  for (const [name, [six, write]] of Object.entries(WRITERS)) {
    it(`hides a key as ${name}`, () => {
      fc.assert(
        fc.property(key, fc.integer({ min: 1, max: 80 }), (raw, n) => {
          const shown = maskOf([raw.toString("base64")])(write(raw, n));
          // At the ends of something longer, bits are shared with the neighbours.
          expect(left(shown).length, shown).to.be.below(name.endsWith("longer") ? 18 : six);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("hides a part of a key of six bytes and more", () => {
    fc.assert(
      fc.property(key, fc.nat(20), fc.integer({ min: 9, max: 12 }), (raw, start, length) => {
        const mask = maskOf([raw.toString("base64")]);
        const part = raw.subarray(start, start + length);
        expect(mask(`x ${part.toString("hex")} y`)).to.equal("x *** y");
        const text = raw.toString("base64").slice(start, start + length);
        expect(mask(`(${text})`)).to.equal("(***)");
      }),
    );
  });

  it("hides nothing of a sentence that shares words with a secret", () => {
    const mask = maskOf(["correct horse battery staple"]);
    const prose = "a correct guess, \\x41 battery, staple: 100%25";
    expect(mask(prose)).to.equal(prose);
  });

  const dumps = [
    ...["od -An -tx1", "od -tx1", "od -tx1 -w4", "od -x", "od -tx4", "od -tx8", "od -Ax -tx1z"],
    ...["od", "od -b", "od -c", "od -tu1", "od -td1", "base64", "base64 -w 10", "base64 -w 0"],
  ];
  it("hides a key that the usual tools print", () => {
    for (const raw of [randomBytes(32), randomBytes(45)]) {
      const mask = maskOf([raw.toString("base64")]);
      for (const command of dumps) {
        const [program = "", ...options] = command.split(" ");
        const printed = execFileSync(program, options, { input: raw, encoding: "utf8" });
        // Of a line that is no whole word, or shorter than six bytes, a little may stay.
        const shown = mask(printed)
          .replace(/^[0-9a-f]{6,7}$/gm, "")
          .replace(/^[0-9a-f]{6,7}\s/gm, "");
        const text = shown.replace(/>.*</g, "").replaceAll("***", "").replace(/\s+/g, "");
        expect(text.length, `${command}:\n${printed}${mask(printed)}`).to.be.at.most(8);
      }
    }
  });

  it("hides the lines of a private key, whole and in part, in base64 and in JSON", () => {
    const { private: pem, public: shared } = makeKey();
    const mask = maskOf([pem]);
    const body = pem.split("\n").slice(1, -2);
    const texts = [
      body.map((line) => `> ${line.slice(3, 40)}`).join("\n"),
      wrap(Buffer.from(pem).toString("base64"), 76),
      JSON.stringify({ key: body.join("\n") }),
      body.map((line) => Buffer.from(line).toString("hex")).join("\n"),
    ];
    for (const text of texts) {
      const shown = mask(text);
      for (const line of body)
        for (const form of [line.slice(10, 30), Buffer.from(line).toString("hex").slice(10, 30)])
          // Of the public key, which lies inside, a part may stay.
          if (!shared.includes(line.slice(14, 26))) expect(shown).not.to.contain(form);
    }
  });

  it("leaves public keys, addresses in dumps, numbers and prose as they are", () => {
    const { private: secret, public: shared } = makeKey();
    const mask = maskOf([secret, randomBytes(32).toString("base64")]);
    const prose = [
      shared,
      "00000000: 0000 0000 0000 0000 0000 0000 0000 0000  ................",
      "[    0.000000] Linux version 6.12.1 (gcc 14.2.0) #1 SMP 2026-11-26 10:00:00",
      "boot id 6a1f0c1e-23ab-4a55-9d1e-0f0b8a3f2b11, mac 52:54:00:12:34:56, SHA256:uNiVztksCsDhcc0u9e8BgrJXVGLd2ZBVmfCr9i8kq0E",
    ].join("\n");
    expect(mask(prose)).to.equal(prose);
  });

  it("takes less than two seconds for a log of 500 kB", () => {
    const mask = maskOf([makeKey().private, randomBytes(32).toString("base64")]);
    const log =
      "[   12.345678] systemd[1]: Started slurmctld.service - Slurm controller daemon.\n".repeat(
        6250,
      );
    const started = performance.now();
    expect(mask(log)).to.equal(log);
    expect(performance.now() - started).to.be.below(process.env.CI === undefined ? 8000 : 2000);
  });
});
