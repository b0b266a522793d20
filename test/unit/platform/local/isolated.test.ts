import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  createMachine,
  deleteMachine,
  readMachine,
  updateMachine,
} from "../../../../lib/platform/local/machine-client";
import { closedRanges } from "../../../../lib/platform/local/closed-ranges";
import { observe } from "../../../../lib/platform/local/observer";
import { canBind } from "../../../../lib/platform/local/ports";
import { isAlive, type ProcessIdentity } from "../../../../lib/platform/local/process";
import { holderOf } from "../../../../lib/platform/local/process-lock";
import { processOf, readRecord, writeRecord } from "../../../../lib/platform/local/record";
import type { MachineRecord } from "../../../../lib/platform/local/record";
import { slirpOf } from "../../../../lib/platform/local/slirp";
import { machineInputs, World } from "./world";

const inputs = machineInputs({ publicAddress: true });
const recordOf = (): MachineRecord => readRecord("p-dev", "m") ?? expect.fail("no record");
const qemu = (): ProcessIdentity => processOf(recordOf()) ?? expect.fail("QEMU has ended");
const kill = async (identity: ProcessIdentity) => {
  process.kill(identity.pid, "SIGKILL");
  while (isAlive(identity)) await sleep(10);
};

describe("a machine with a way outside", function () {
  this.timeout(30_000);
  let world: World;
  let folder: string;
  const slirp = () => slirpOf(folder);
  const untilAlone = async () => {
    for (let i = 0; i < 100 && (slirp() || world.processes().length > 0); i++) await sleep(50);
    expect({ slirp: slirp(), others: world.processes() }).to.deep.equal({
      slirp: undefined,
      others: [],
    });
  };
  beforeEach(async function () {
    world = new World();
    folder = path.join(world.data, "local/p-dev/machines/m");
    if (!(await world.isolate())) this.skip();
  });
  afterEach(() => world.close());

  it("is in a network namespace of its own, and its ssh answers at a port of 127.0.0.1", async () => {
    const { id, outs } = await createMachine(inputs);
    const namespace = fs.readlinkSync(`/proc/${String(qemu().pid)}/ns/net`);
    expect(namespace).not.to.equal(fs.readlinkSync("/proc/self/ns/net"));
    expect(await banner(outs.endpointPort)).to.equal("SSH-2.0-fake");
    await deleteMachine(id, inputs);
    await untilAlone();
    expect(world.files()).to.deep.equal([]);
    expect(await canBind(outs.endpointPort ?? 0)).to.equal(true);
  });

  it("names the cause when its namespace can't be made, although the folder with the log goes", async () => {
    const unshare = path.join(world.root, "bin/unshare");
    fs.writeFileSync(unshare, "#!/bin/sh\necho unshare: no room for one more >&2; exit 1\n", {
      mode: 0o755,
    });
    const failure = await createMachine(inputs).then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(failure).to.match(/namespace could not be made: unshare: no room for one more$/);
    expect(world.files()).to.deep.equal([]);
  });

  it("reaches no listener of this host, whatever address it tries", async () => {
    await createMachine(inputs);
    const server = net.createServer().listen(0, "0.0.0.0");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    const own = closedRanges().filter((range) => !range.includes("/"));
    const tried = ["127.0.0.1", "127.0.0.2", "0.0.0.0", "10.0.2.2", "10.0.9.2", "10.0.9.3", ...own];
    const reached = await Promise.all(
      tried.map(async (host) => (await reaches(qemu(), host, port)) && host),
    );
    expect(reached.filter(Boolean)).to.deep.equal([]);
    // The listener does answer those who may ask: the silence above means something.
    expect(await opens("127.0.0.1", port)).to.equal(true);
    server.close();
  });

  it("has every address of this host and all metadata services closed", async () => {
    await createMachine(inputs);
    const routes = inNamespaceOf(qemu(), ["ip", "route", "show", "type", "prohibit"]);
    for (const range of closedRanges()) expect(routes).to.contain(`prohibit ${range}`);
    expect(routes).to.contain("prohibit 169.254.0.0/16");
  });

  it("leaves no slirp4netns when its QEMU is killed", async () => {
    await createMachine(inputs);
    expect(slirp()).not.to.equal(undefined);
    await kill(qemu());
    await untilAlone();
  });

  it("whose slirp4netns has died is seen cut off, and mended without a restart", async () => {
    const { id, outs } = await createMachine(inputs);
    const before = qemu();
    await kill(slirp() ?? before);
    expect(await readMachine(id, inputs)).to.include({ running: false });
    expect(await observe({ stack: "p-dev", machine: "m" })).to.include({
      state: "gone",
      detail: "cut off: its slirp4netns has ended",
    });
    const mended = await updateMachine(id, { ...outs, running: false }, inputs);
    expect(mended).to.include({ running: true, startId: outs.startId });
    expect(qemu()).to.deep.equal(before);
    expect(await banner(mended.endpointPort)).to.equal("SSH-2.0-fake");
    await kill(before);
    await untilAlone(); // the second slirp4netns ends with QEMU too
  });

  it("has addresses closed that this host got after its start", async () => {
    const { id, outs } = await createMachine(inputs);
    const before = qemu();
    const [record, gone] = [recordOf(), "192.0.0.192"];
    if (record.outside?.kind !== "isolated") throw new Error("not isolated");
    const closed = record.outside.closed.filter((range) => range !== gone);
    inNamespaceOf(before, ["ip", "route", "del", "prohibit", gone]);
    writeRecord({ ...record, outside: { ...record.outside, closed } });
    expect(await readMachine(id, inputs)).to.include({ running: false });
    expect(await updateMachine(id, { ...outs, running: false }, inputs)).to.include({
      running: true,
    });
    expect(qemu()).to.deep.equal(before);
    expect(inNamespaceOf(before, ["ip", "route"])).to.contain(`prohibit ${gone}`);
  });

  it("of an older version, open to this host, is restarted", async () => {
    const { id, outs } = await createMachine(inputs);
    const { outside, ...older } = recordOf();
    expect(outside).not.to.equal(undefined);
    writeRecord(older);
    expect(await readMachine(id, inputs)).to.include({ running: false });
    const again = await updateMachine(id, { ...outs, running: false }, inputs);
    expect(again.startId).not.to.equal(outs.startId);
    expect(recordOf().outside?.kind).to.equal("isolated");
  });

  it("tells the environment of the run to none of its processes", async () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "s3cret";
    try {
      await createMachine(
        machineInputs({ ...inputs, network: { name: "n", cidr: "10.7.0.0/24" } }),
      );
    } finally {
      Reflect.deleteProperty(process.env, "PULUMI_CONFIG_PASSPHRASE");
    }
    const all = [qemu(), slirp(), recordOf().switchProcess];
    for (const identity of all) {
      const proc = `/proc/${String(identity?.pid)}`;
      expect(fs.readFileSync(`${proc}/environ`, "utf8")).not.to.match(/s3cret|PULUMI|XDG|HOME/);
      expect(sharedFiles(proc)).to.deep.equal([]);
    }
  });

  const moments: [string, () => unknown][] = [
    ["the namespace is made", () => holderOf(path.join(folder, "qemu.lock"))],
    ["slirp4netns has been started", slirp],
    ["QEMU has begun", () => world.read("m", "console.log")],
    ["all is written down", () => recordOf().process],
  ];
  for (const [moment, reached] of moments) {
    it(`leaves nothing, or all of it works, when the run is killed as ${moment}`, async () => {
      const program = `require(${JSON.stringify(path.resolve("dist/platform/local/machine-client"))})
        .createMachine(${JSON.stringify(inputs)})`;
      const run = spawn(process.execPath, ["-e", program], { stdio: "ignore" });
      while (!holds(reached)) await sleep(2);
      run.kill("SIGKILL");
      await new Promise((resolve) => run.once("exit", resolve));
      fs.rmSync(`${folder}.lock`, { recursive: true, force: true }); // that of the run; 15 s later it would be stale
      await sleep(500);
      if (!processOf(recordOf())) await untilAlone();
      const { id, outs } = await createMachine(inputs);
      expect(world.processes()).to.deep.equal([qemu().pid]);
      expect(await banner(outs.endpointPort)).to.equal("SSH-2.0-fake");
      await deleteMachine(id, inputs);
      await untilAlone();
    });
  }
});

/** Whether the moment has come; while files are missing it has not. */
function holds(reached: () => unknown): boolean {
  try {
    return Boolean(reached());
  } catch {
    return false;
  }
}

/** What the process has open that is this test's. */
function sharedFiles(proc: string): string[] {
  const ours = filesOf("/proc/self");
  return filesOf(proc).filter(
    (file) => !/^(\/dev\/null|anon_inode:.*)$/.test(file) && ours.includes(file),
  );
}

function filesOf(proc: string): string[] {
  return fs.readdirSync(`${proc}/fd`).flatMap((fd) => {
    try {
      return [fs.readlinkSync(`${proc}/fd/${fd}`)];
    } catch {
      return []; // that with which the folder was read
    }
  });
}

function inNamespaceOf({ pid }: ProcessIdentity, command: string[]): string {
  const enter = ["--target", String(pid), "--user", "--net", "--preserve-credentials", "--"];
  return execFileSync("nsenter", [...enter, ...command], { encoding: "utf8" });
}

/** Whether a program in the process's network gets a connection; what QEMU does for a guest that sends anything. */
async function reaches({ pid }: ProcessIdentity, host: string, port: number): Promise<boolean> {
  const enter = ["--target", String(pid), "--user", "--net", "--preserve-credentials", "--"];
  const probe = `require("net").connect({ host: "${host}", port: ${String(port)}, timeout: 3000 })
    .on("connect", () => process.exit(7)).on("error", () => process.exit(0))
    .on("timeout", () => process.exit(0))`;
  const child = spawn("nsenter", [...enter, process.execPath, "-e", probe], { stdio: "ignore" });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).to.be.oneOf([0, 7]);
  return code === 7;
}

function opens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}

function banner(port: number | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: "127.0.0.1", port: port ?? 0, timeout: 5000 });
    socket.once("data", (text) => {
      socket.destroy();
      resolve(String(text).trim());
    });
    socket.once("error", reject).once("timeout", () => {
      reject(new Error("no banner"));
    });
  });
}
