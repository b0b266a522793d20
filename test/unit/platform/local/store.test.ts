import { fork } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import {
  entries,
  fileName,
  makeFolder,
  nameOf,
  readJson,
  removeIfEmpty,
  withLock,
  writeJson,
} from "../../../../lib/platform/local/store";
import { World } from "./world";

describe("the local platform's files", () => {
  let world: World;
  let file: string;
  beforeEach(() => {
    world = new World();
    file = path.join(world.data, "local/thing.json");
    makeFolder(path.dirname(file));
  });
  afterEach(() => world.close());

  it("are read as they were written, by their owner only", () => {
    writeJson(file, { a: 1 });
    expect(readJson(file)).to.deep.equal({ a: 1 });
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
    expect(fs.statSync(path.dirname(file)).mode & 0o777).to.equal(0o700);
  });

  it("are undefined when missing, and an error that names them when broken", () => {
    expect(readJson(file)).to.equal(undefined);
    fs.writeFileSync(file, "{");
    expect(() => readJson(file)).to.throw(file);
  });

  it("are never seen half written", async () => {
    writeJson(file, { n: 0, filler: "x".repeat(100_000) });
    const script = `
      const { writeJson } = require(${JSON.stringify(require.resolve("../../../../lib/platform/local/store"))});
      for (let n = 0; n < 200; n++) writeJson(${JSON.stringify(file)}, { n, filler: "x".repeat(100_000) });
    `;
    const writer = path.join(world.root, "writer.js");
    fs.writeFileSync(writer, script);
    const child = fork(writer, {
      execArgv: ["-r", require.resolve("ts-node/register/transpile-only")],
    });
    let reads = 0;
    while (child.exitCode === null) {
      expect(readJson(file)).to.have.property("filler").with.length(100_000);
      reads++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(child.exitCode).to.equal(0);
    expect(reads).to.be.greaterThan(10);
    expect(entries(path.dirname(file))).to.deep.equal(["thing.json"]);
  }).timeout(30_000);

  it("are listed as none where there is no folder", () => {
    writeJson(file, {});
    expect(entries(path.join(world.data, "none"))).to.deep.equal([]);
    expect(entries(file)).to.deep.equal([]);
  });

  it("leave no empty folder behind, and no full one is touched", () => {
    writeJson(file, {});
    const deep = path.join(world.data, "local/a/b/c");
    makeFolder(deep);
    removeIfEmpty(deep);
    expect(entries(path.join(world.data, "local"))).to.deep.equal(["thing.json"]);
  });

  it("have a name of one path component from which the given name comes back", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (name) => {
        expect(fileName(name)).to.match(/^[A-Za-z0-9_%-][A-Za-z0-9._%-]*$/);
        expect(nameOf(fileName(name))).to.equal(name);
      }),
    );
  });
});

describe("a lock", () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  it("lets one in at a time, and the next one after a failure", async () => {
    const file = path.join(world.data, "local/x");
    let inside = 0;
    const enter = (fail: boolean) =>
      withLock(file, async () => {
        expect(++inside).to.equal(1);
        await new Promise((resolve) => setTimeout(resolve, 10));
        inside--;
        if (fail) throw new Error("no");
      });
    const results = await Promise.allSettled([
      enter(false),
      enter(true),
      enter(false),
      enter(true),
    ]);
    expect(results.map(({ status }) => status)).to.deep.equal([
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
    ]);
    expect(entries(path.dirname(file))).to.deep.equal([]);
  });
});
