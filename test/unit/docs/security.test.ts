import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";

const ROOT = path.resolve(__dirname, "../../..");
const PAGE = fs.readFileSync(path.join(ROOT, "docs/security.md"), "utf8");
const HOSTILE = fs.readFileSync(path.join(ROOT, "test/e2e/hostile.test.ts"), "utf8");
const TEST = /`(test\/[^`]+\.(?:ts|py|bats))`/;

describe("the page about security", () => {
  it("names a test in each row of what is protected", () => {
    const tables = PAGE.split("\n## ").filter((part) => part.includes("| tested by |"));
    expect(tables).to.have.length(2);
    for (const table of tables) {
      const rows = table
        .split("\n")
        .filter((line) => line.startsWith("| "))
        .slice(1);
      expect(rows.length).to.be.above(5);
      for (const row of rows) expect(row.split("|").at(-2), row).to.match(TEST);
    }
  });

  it("names tests that are there, and that tests run", () => {
    const named = new Set([...PAGE.matchAll(new RegExp(TEST, "g"))].map((match) => match[1] ?? ""));
    expect(named.size).to.be.above(15);
    for (const file of named) {
      const text = fs.existsSync(path.join(ROOT, file))
        ? fs.readFileSync(path.join(ROOT, file), "utf8")
        : "";
      expect(text, file).to.match(/^\s*(?:it\(|it\.only\(|def test_|@test )/m);
    }
  });

  it("names attacks that test/e2e/hostile.test.ts makes", () => {
    const named = [...PAGE.matchAll(/`test\/e2e\/(hostile\/[^`]+)\.ts`/g)];
    const files = new Set(named.map(([, file = ""]) => file));
    expect(files.size).to.be.above(10);
    for (const file of files) {
      const imported = new RegExp(`^import \\{ (\\w+) \\} from "\\./${file}";$`, "m").exec(HOSTILE);
      expect(imported, `import of ${file}`).to.not.be.null;
      expect(HOSTILE, file).to.match(new RegExp(`^ +${imported?.[1] ?? ""}\\(cluster\\);$`, "m"));
    }
  });
});
