import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { recipesFolder } from "../../../lib/core/package-root";
import { withoutComments } from "../../../lib/user-data/comments";

const SHELL = /^#!.*\b(?:ba)?sh\b/;

const recipes = fs
  .readdirSync(recipesFolder, { recursive: true, encoding: "utf8" })
  .filter((name) => fs.statSync(path.join(recipesFolder, name)).isFile())
  .map((name) => ({ name, text: fs.readFileSync(path.join(recipesFolder, name), "utf8") }))
  .filter(({ name, text }) => /\.(?:ba)?sh$/.test(name) || SHELL.test(text));

/** A script as bash has read it. It is the body of a function that is not called. */
function asBashReadsIt(script: string): string {
  const input = `script() {\n:\n${script}\n}\ndeclare -f script\n`;
  return execFileSync("bash", ["--noprofile", "--norc"], { input, encoding: "utf8" });
}

describe("withoutComments", () => {
  const cases: Record<string, [string, string]> = {
    "whole lines, which stay as empty ones": ["a\n # b\nc # d\n", "a\n\nc # d\n"],
    "but not the first line that names the shell": ["#!/bin/sh\n#!x\n", "#!/bin/sh\n\n"],
    "but not in a here-document": ["cat <<E\n# a\nE\n# b\n", "cat <<E\n# a\nE\n\n"],
    "but not in a quoted one": ["cat <<'A B'\n# a\nA B\n#\n", "cat <<'A B'\n# a\nA B\n\n"],
    "nor in one whose end is indented": ["cat <<-E\n\t# a\n\tE\n#\n", "cat <<-E\n\t# a\n\tE\n\n"],
    "nor in the second of two": ['c <<A 3<<"B"\nA\n# a\nB\n#\n', 'c <<A 3<<"B"\nA\n# a\nB\n\n'],
    "also after a here-string": ["cat <<<E\n# a\n", "cat <<<E\n\n"],
    "too few after what only looks like a here-document": ["((1<<x))\n# a\n", "((1<<x))\n# a\n"],
  };
  for (const [name, [script, expected]] of Object.entries(cases)) {
    it(`takes away comments: ${name}`, () => {
      expect(withoutComments(script)).to.equal(expected);
    });
  }

  it("leaves of every recipe what bash reads of it", () => {
    expect(recipes).to.have.length.above(60);
    for (const { name, text } of recipes) {
      const read = asBashReadsIt(text);
      expect(read.length, name).to.be.above(20);
      expect(asBashReadsIt(withoutComments(text)), name).to.equal(read);
    }
  });
});
