import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import {
  identityOf,
  identityOfChild,
  isAlive,
  sameProcess,
  signal,
  startDetached,
  waitForEnd,
} from "../../../../lib/platform/local/process";
import { holderOf } from "../../../../lib/platform/local/process-lock";
import { World } from "./world";

describe("a process", () => {
  let world: World;
  beforeEach(() => (world = new World()));
  afterEach(() => world.close());

  const launch = async (args: string[], command = "bash") => {
    const log = fs.openSync(path.join(world.root, "log"), "a");
    const what = { command, args, cwd: world.root, lock: path.join(world.root, "lock") };
    const started = await startDetached({ ...what, stdio: ["ignore", log, log] });
    fs.closeSync(log);
    return started;
  };
  const start = async (args: string[]) => identityOfChild(await launch(args));
  const log = () => fs.readFileSync(path.join(world.root, "log"), "utf8");

  it("is started in a session of its own, with its words in the log", async () => {
    const identity = await start(["-c", "echo hello; exec sleep 60"]);
    const stat = fs.readFileSync(`/proc/${String(identity.pid)}/stat`, "utf8");
    const [, , , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    expect(Number(session)).to.equal(identity.pid);
    expect(isAlive(identity)).to.equal(true);
    while (log() === "") await sleep(20);
    expect(log()).to.equal("hello\n");
    signal(identity, "SIGKILL");
    expect(await waitForEnd(identity, 5000)).to.equal(true);
    expect(isAlive(identity)).to.equal(false);
  });

  it("says in its log when its program is not there", async () => {
    await launch([], "no-such-program");
    while (!log().includes("no-such-program: not found")) await sleep(20);
  });

  it("gets neither the environment nor the descriptors of the one that starts it", async () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "s3cret";
    process.env.OS_PASSWORD = "s3cret";
    // As a shell leaves descriptors open to a program, and that to what it starts.
    const script = `exec 17</dev/null; exec node -r ${require.resolve("ts-node/register/transpile-only")} -e '
      require(${JSON.stringify(path.resolve("lib/platform/local/process.ts"))}).startDetached({
        command: "sleep", args: ["60"], cwd: ".", lock: "lock", stdio: ["ignore", "ignore", "ignore"],
      }).then(({ pid }) => console.log(pid))'`;
    // Node itself would hand on the folder of its coverage.
    const project = path.resolve("tsconfig.json");
    const env = { ...process.env, TS_NODE_PROJECT: project, NODE_V8_COVERAGE: "" };
    const pid = execFileSync("bash", ["-c", script], { cwd: world.root, env, encoding: "utf8" });
    Reflect.deleteProperty(process.env, "PULUMI_CONFIG_PASSPHRASE");
    Reflect.deleteProperty(process.env, "OS_PASSWORD");
    const proc = `/proc/${pid.trim()}`;
    while (!fs.readFileSync(`${proc}/cmdline`, "utf8").startsWith("sleep")) await sleep(20);
    const names = fs.readFileSync(`${proc}/environ`, "utf8").split("\0").filter(Boolean);
    expect(names.map((line) => line.split("=")[0]).sort()).to.deep.equal(
      ["LANG", "OLDPWD", "PATH", "PWD", "SHLVL", "_"].filter((name) =>
        names.some((line) => line.startsWith(`${name}=`)),
      ),
    );
    expect(fs.readdirSync(`${proc}/fd`)).to.have.members(["0", "1", "2", "3"]);
    process.kill(Number(pid), "SIGKILL");
  });

  it("does not start while another process has the lock", async () => {
    await start(["-c", "exec sleep 60"]);
    while (!holderOf(path.join(world.root, "lock"))) await sleep(20);
    await launch(["-c", "exec sleep 60"]);
    while (!log().includes("another process has the lock")) await sleep(20);
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
});
