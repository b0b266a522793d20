import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { renderEnv, shellQuote } from "../../../lib/user-data/env-file";

/** What bash has in the variables after it read the file. */
function sourced(text: string, names: readonly string[]): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-env-"));
  try {
    const file = path.join(folder, "env");
    fs.writeFileSync(file, text);
    const script = 'source "$1"; shift; for name; do printf "%s\\0" "${!name}"; done';
    const printed = execFileSync("bash", ["-c", script, "bash", file, ...names]);
    return printed.toString("utf8").split("\0").slice(0, -1);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

describe("renderEnv", () => {
  it("writes one quoted line for each name, in order", () => {
    expect(renderEnv({ B: "two words", A: "it's" })).to.equal("B='two words'\nA='it'\\''s'\n");
  });

  it("gives back any text after bash has read it", () => {
    const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));
    const nasty = fc.constantFrom(
      "'",
      "''",
      "\\'",
      "$(id)",
      "`id`",
      '"',
      "!!",
      "\n",
      "a\n'b",
      "${HOME}",
      "\\",
      "é\r\n",
    );
    const values = fc.array(fc.oneof(text, nasty), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(values, (list) => {
        const names = list.map((_, i) => `SLIPWAY_V${String(i)}`);
        const env = Object.fromEntries(list.map((value, i) => [names[i] ?? "", value]));
        expect(sourced(renderEnv(env), names)).to.deep.equal(list);
      }),
      { numRuns: 25 },
    );
  });
});

describe("shellQuote", () => {
  it("makes one word of anything", () => {
    expect(shellQuote("")).to.equal("''");
    expect(shellQuote("a b")).to.equal("'a b'");
  });
});
