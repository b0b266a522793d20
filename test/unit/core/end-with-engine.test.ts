import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";

const LIB = path.resolve(__dirname, "../../../lib");

/** Modules that dynamic providers load. */
function loadedModules(): string[] {
  const files = fs.readdirSync(LIB, { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts"));
  const texts = sources.map((file) => fs.readFileSync(path.join(LIB, file), "utf8"));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/loadInternal\("([^"]+)"\)/g)].map((match) => match[1] ?? ""),
  );
  return [...new Set(names)];
}

/** A script that opens files until none more can be opened, and closes as many as are to spare, and after some time all. */
function openAllFiles(spare: number, seconds: number): string {
  return (
    'const files = []; try { for (;;) files.push(fs.openSync("/dev/null")); } catch {}' +
    `files.splice(0, ${String(spare)}).forEach((file) => fs.closeSync(file));` +
    `setTimeout(() => files.splice(0).forEach((file) => fs.closeSync(file)), ${String(seconds * 1000)})`
  );
}

describe("a provider's process without its engine", function () {
  this.timeout(30_000);
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => (folder = fs.mkdtempSync(path.join(tmpdir(), "slipway-engine-"))));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    fs.rmSync(folder, { recursive: true });
  });

  /** A shell script of that name, as Pulumi starts plugins: with a process group of its own. */
  const plugin = (name: string, script: string, ...args: string[]): ChildProcess => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const child = spawn(file, args, { detached: true, stdio: "ignore" });
    children.push(child);
    return child;
  };
  const ends = (child: ChildProcess, seconds: number): Promise<boolean> =>
    Promise.race([
      new Promise<boolean>((resolve) => child.once("exit", () => resolve(true))),
      sleep(seconds * 1000, false),
    ]);

  it("is ended by every module that a dynamic provider loads", () => {
    const modules = loadedModules();
    expect(modules).to.have.length.above(8);
    for (const module of modules) {
      const text = fs.readFileSync(path.join(LIB, `${module}.ts`), "utf8");
      expect(text, `lib/${module}.ts`).to.match(
        /^import "(?:\.\.?\/)+(?:core\/)?end-with-engine";$/m,
      );
    }
  });

  /** An engine, the dynamic provider's process, which also runs `script`, and two other plugins of the same engine. */
  const start = async (
    script: string,
  ): Promise<{ engine: Server; address: string; dynamic: ChildProcess; all: ChildProcess[] }> => {
    const engine = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => void engine.listen(0, "127.0.0.1", resolve));
    engine.unref();
    const address = `127.0.0.1:${String((engine.address() as AddressInfo).port)}`;
    const host = path.join(folder, "cmd/dynamic-provider/index.js");
    fs.mkdirSync(path.dirname(host), { recursive: true });
    fs.writeFileSync(
      host,
      `require("ts-node/register/transpile-only"); require(${JSON.stringify(`${LIB}/core/end-with-engine`)});` +
        `const fs = require("node:fs"); setInterval(() => undefined, 1000); ${script}; fs.renameSync(__dirname, __dirname + "-up");`,
    );
    const run = `cd ${JSON.stringify(path.dirname(LIB))} && ulimit -n 256 && NODE_PATH=node_modules node ${JSON.stringify(host)} "$@"; exit 3`;
    const dynamic = plugin("pulumi-resource-pulumi-nodejs", run, address);
    const sibling = plugin("pulumi-resource-command", "sleep 60; :", address);
    const language = plugin("pulumi-language-nodejs", "sleep 60; :", address);
    while (!fs.existsSync(`${path.dirname(host)}-up`)) await sleep(50);
    return { engine, address, dynamic, all: [dynamic, sibling, language] };
  };

  it("ends, and with it that engine's other plugins, but nothing else", async () => {
    const { engine, address, dynamic, all } = await start("");
    const others = [
      plugin("pulumi-resource-other", "sleep 60; :", "127.0.0.1:1"),
      plugin("editor", "sleep 60; :", "pulumi-resource-x", address),
    ];
    expect(await ends(dynamic, 4), "ends while the engine lives").to.equal(false);
    const gone = all.map((child) => ends(child, 8));
    engine.close();
    expect(await Promise.all(gone)).to.deep.equal([true, true, true]);
    for (const other of others) expect(other.exitCode ?? other.signalCode).to.equal(null);
  });

  it("goes on while it can open no connection, as it has too many files open", async () => {
    const { engine, dynamic } = await start(openAllFiles(0, 60));
    expect(await ends(dynamic, 5)).to.equal(false);
    engine.close();
  });

  for (const spare of [0, 1, 2]) {
    it(`ends all later, when it has no more than ${String(spare)} files to open at first`, async () => {
      const { engine, all } = await start(openAllFiles(spare, 4));
      engine.close();
      expect(await Promise.all(all.map((child) => ends(child, 12)))).to.deep.equal([
        true,
        true,
        true,
      ]);
    });
  }

  it("is not what a program or a command is: those go on", async () => {
    const code = `require("ts-node/register/transpile-only"); require(${JSON.stringify(`${LIB}/core/end-with-engine`)}); setTimeout(() => undefined, 4000)`;
    const child = spawn("node", ["-e", code, "127.0.0.1:1"], {
      cwd: path.dirname(LIB),
      stdio: "ignore",
    });
    children.push(child);
    expect(await new Promise((resolve) => child.once("exit", resolve))).to.equal(0);
  });
});
