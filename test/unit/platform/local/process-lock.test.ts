import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { createMachine, readMachine } from "../../../../lib/platform/local/machine-client";
import { ensureSwitch, runningSwitch } from "../../../../lib/platform/local/switch";
import { identityOfChild, isAlive, startDetached } from "../../../../lib/platform/local/process";
import { holderOf } from "../../../../lib/platform/local/process-lock";
import { processOf, readRecord } from "../../../../lib/platform/local/record";
import { machineInputs, World } from "./world";

const NOBODY = 65_534;

describe("a process of ours", function () {
  this.timeout(20_000);
  let world: World;
  const others: ChildProcess[] = [];
  beforeEach(() => (world = new World()));
  afterEach(() => {
    for (const other of others.splice(0)) other.kill("SIGKILL");
    world.close();
  });

  const lock = () => path.join(world.root, "lock");
  const start = async () => {
    const what = { command: "sleep", args: ["60"], cwd: world.root, lock: lock() };
    const child = await startDetached({ ...what, stdio: ["ignore", "ignore", "ignore"] });
    const identity = identityOfChild(child);
    while (!holderOf(lock())) await sleep(10);
    return identity;
  };
  /** Somebody else's process with whatever arguments and descriptors. */
  const pretend = async (args: string[], options: SpawnOptions = {}) => {
    const other = spawn("sh", ["-c", "while :; do sleep 1; done", ...args], options);
    others.push(other);
    await sleep(100);
  };

  it("is found by its lock, also when nobody has written it down", async () => {
    const identity = await start();
    expect(holderOf(lock())).to.deep.equal(identity);
    expect(holderOf(lock(), identity)).to.deep.equal(identity);
    expect(holderOf(lock(), { ...identity, startTicks: "1" })).to.deep.equal(identity);
  });

  it("is gone when it has ended, though another one has its lock file open", async () => {
    const identity = await start();
    process.kill(identity.pid, "SIGKILL");
    while (isAlive(identity)) await sleep(10);
    const file = fs.openSync(lock(), "r+");
    await pretend([], { stdio: ["ignore", "ignore", "ignore", file] });
    fs.closeSync(file);
    expect(holderOf(lock(), identity)).to.equal(undefined);
  });

  it("is not one of an older version that had no lock, unless that was written down", async () => {
    const identity = await start();
    fs.rmSync(lock());
    expect(holderOf(lock())).to.equal(undefined);
    expect(holderOf(lock(), identity)).to.deep.equal(identity);
  });

  it("is no process that only has our arguments, of this user or another", async function () {
    const { id } = await createMachine(machineInputs());
    const net = await ensureSwitch("p-dev", "net");
    const before = processOf(readRecord("p-dev", "m") ?? expect.fail());
    for (const pid of [before?.pid, net.process.pid]) process.kill(pid ?? 0, "SIGKILL");
    while (isAlive(before) || isAlive(net.process)) await sleep(10);
    await pretend([id, net.folder]);
    if (process.getuid?.() === 0) await pretend([id, net.folder], { uid: NOBODY, gid: NOBODY });
    expect(await readMachine(id, machineInputs())).to.include({ running: false });
    expect(processOf(readRecord("p-dev", "m") ?? expect.fail())).to.equal(undefined);
    expect(runningSwitch("p-dev", "net")).to.equal(undefined);
  });
});
