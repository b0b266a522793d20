import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  findByArgument,
  identityOf,
  isAlive,
  sameProcess,
  signal,
  startDetached,
  waitForEnd,
} from "../../../../lib/platform/local/process";
import { World } from "./world";

describe("a process", () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  const start = (args: string[]) =>
    startDetached({
      command: "bash",
      args,
      cwd: world.root,
      log: path.join(world.root, "log"),
    });

  it("is started in a session of its own, with its words in the log", async () => {
    const identity = await start(["-c", "echo hello; exec sleep 60"]);
    const stat = fs.readFileSync(`/proc/${String(identity.pid)}/stat`, "utf8");
    const [, , , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    expect(Number(session)).to.equal(identity.pid);
    expect(isAlive(identity)).to.equal(true);
    const log = () => fs.readFileSync(path.join(world.root, "log"), "utf8");
    while (log() === "") await sleep(20);
    expect(log()).to.equal("hello\n");
    signal(identity, "SIGKILL");
    expect(await waitForEnd(identity, 5000)).to.equal(true);
    expect(isAlive(identity)).to.equal(false);
  });

  it("fails when its program is not there", async () => {
    const what = {
      command: "no-such-program",
      args: [],
      cwd: world.root,
      log: path.join(world.root, "l"),
    };
    let failure: unknown;
    await startDetached(what).catch((error: unknown) => (failure = error));
    expect(String(failure)).to.contain("ENOENT");
  });

  it("is not the one that got its pid later, or after a reboot", () => {
    const self = identityOf(process.pid);
    if (!self) throw new Error("no identity of this process");
    expect(isAlive(self)).to.equal(true);
    for (const other of [{ startTicks: "1" }, { bootId: "another boot" }, { pid: 1 }]) {
      expect(isAlive({ ...self, ...other })).to.equal(false);
    }
    expect(sameProcess(self, undefined)).to.equal(false);
    expect(isAlive(undefined)).to.equal(false);
  });

  it("gets no signal that is meant for an earlier one of the same pid", async () => {
    const identity = await start(["-c", "exec sleep 60"]);
    signal({ ...identity, startTicks: "1" }, "SIGKILL");
    expect(await waitForEnd(identity, 200)).to.equal(false);
  });

  it("is known although its name holds parentheses and blanks", async () => {
    const program = path.join(world.root, "a) S (b");
    fs.copyFileSync("/bin/sleep", program);
    fs.chmodSync(program, 0o755);
    const child = spawn(program, ["60"]);
    await new Promise((resolve) => child.once("spawn", resolve));
    const identity = identityOf(child.pid ?? 0);
    expect(identity?.startTicks).to.match(/^\d{3,}$/);
    child.kill("SIGKILL");
  });

  it("is found by an argument that only it has", async () => {
    expect(findByArgument("mark-4711")).to.equal(undefined);
    const identity = await start(["-c", "while true; do sleep 1; done", "mark-4711"]);
    expect(findByArgument("mark-4711")).to.deep.equal(identity);
  });
});
