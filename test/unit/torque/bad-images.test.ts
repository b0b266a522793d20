import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { readSetup } from "../../../lib/torque/setup-file";
import { problemsOf, refuses, takes } from "./problems-of";

describe("plan fails for what images are made of:", () => {
  refuses([
    [
      "a package that is none",
      { packages: ["git; rm"] },
      ['packages[0]: must be a Debian package name, got "git; rm"'],
    ],
    [
      "a package twice",
      { packages: ["git", "git"] },
      ['packages[1]: is used twice, each package must be unique, got "git"'],
    ],
    [
      "a package state that is no name",
      { packageState: "2026 11" },
      [
        "packageState: must be 1–32 of a–z, A–Z, 0–9, ., _ and -, starting with a letter or digit, " +
          'got "2026 11"',
      ],
    ],
    [
      "an age of images that is none",
      { imageMaxAgeDays: 0 },
      ["imageMaxAgeDays: must be a whole number 1–3650, got 0"],
    ],
    [
      "an image without a name",
      { masterImage: " " },
      ['masterImage: must name an image of the platform, got " "'],
    ],
    [
      "a package state where no image is built",
      { packageState: "2026-11", masterImage: "debian-13", workerImage: "debian-13" },
      [
        "packageState: does nothing with masterImage and workerImage, as slipway builds no image then; leave it out, " +
          'got "2026-11"',
      ],
    ],
  ]);

  it("a setup script that is missing", () => {
    expect(problemsOf({}, "lisa", { setup: readSetup("/nowhere/setup.sh") })).to.deep.equal([
      'setup: no such file, got "/nowhere/setup.sh"',
    ]);
  });

  it("a setup script that is none", () => {
    expect(problemsOf({}, "lisa", { setup: readSetup(__filename) })[0]).to.match(
      /^setup: must be a script/,
    );
    expect(problemsOf({}, "lisa", { setup: readSetup(__dirname) })[0]).to.match(
      /^setup: can't be read \(EISDIR\)/,
    );
  });

  it("a setup script that does not fit into user data", () => {
    const text = `#!/bin/bash\n# ${randomBytes(60_000).toString("base64")}\n`;
    const [master, worker] = problemsOf({}, "lisa", { setup: { text } });
    expect(master).to.match(
      /^setup: makes \d+ bytes, compressed, for torque-master, at most 49149 fit into a machine's user data$/,
    );
    expect(worker).to.match(/torque-worker/);
  });

  it("recipes that do not fit into user data", () => {
    const payload = (): { kinds: string[]; archive: string } => ({
      kinds: [],
      archive: randomBytes(60_000).toString("base64"),
    });
    expect(problemsOf({ masterImage: "debian" }, "lisa", { payload })[0]).to.match(
      /^masterImage: makes \d+ bytes/,
    );
  });

  it("a missing recipe", () => {
    const payload = (kind: string): never => {
      throw new Error(`no recipes for ${kind}: /recipes/${kind} is missing`);
    };
    expect(problemsOf({ workerImage: "debian" }, "lisa", { payload })).to.deep.equal([
      "workerImage: no recipes for torque-worker: /recipes/torque-worker is missing",
    ]);
  });
});

describe("plan takes for images:", () => {
  takes([
    ["a package state and an age", { packageState: "2026-11", imageMaxAgeDays: 90 }],
    [
      "a package state of the image that is built",
      { packageState: "2026-11", masterImage: "debian-13" },
    ],
  ]);
});
