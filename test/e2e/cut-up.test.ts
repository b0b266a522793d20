import { execFileSync, spawn } from "node:child_process";
import { expect } from "chai";
import type { TorqueClusterArgs } from "slipway";
import { SMALL_DISK, USERS } from "./support/test-cluster";
import { TestStack } from "./support/test-stack";

const MINUTE = 60_000;
/** Longest that the run after a cut may take; a healthy one of this size takes less than a minute. */
const SOON_SEC = 240;

/** What the cut run began on the master must not hold up the next run, and never without a word. */
describe("pulumi up, ended while a command ran on the master", function () {
  this.timeout(15 * MINUTE);
  const args: TorqueClusterArgs = {
    workers: 1,
    master: SMALL_DISK,
    worker: SMALL_DISK,
    users: USERS,
  };
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.open("cluster");
    await stack.mustUp({ ...args, workers: 0 });
  });

  after(async () => stack.close());

  it("goes on with the next up after Ctrl-C while a worker joined", async () => {
    await cut(args, /-worker-1-membership creating/, "SIGINT");
    await upSoon(args);
  });

  it("goes on with the next up after it was killed while the canary ran", async () => {
    const more = { ...args, users: [...USERS, { name: "carol", uid: 2003 }] };
    await cut(more, /-canary creating/, "SIGKILL");
    await upSoon(more);
  });

  async function upSoon(wanted: TorqueClusterArgs): Promise<void> {
    const up = await stack.mustUp(wanted);
    console.log(`    the next up took ${up.seconds.toFixed(0)} s`);
    expect(up.seconds).to.be.below(SOON_SEC);
    expect((await stack.outputs()).ready).to.include({ jobRan: true, nodes: 1 });
  }

  /** Starts an `up`, sends the signal when the output matches, and takes the lock away as Pulumi's users do. */
  async function cut(wanted: object, at: RegExp, signal: NodeJS.Signals): Promise<void> {
    await stack.setArgs(wanted);
    const { program, stackName, env } = stack.sandbox;
    const options = { cwd: program.folder, env: { ...process.env, ...env } };
    const run = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", stackName];
    const up = spawn("pulumi", run, options);
    let text = "";
    const heard = (chunk: Buffer): void => {
      const before = at.test(text);
      text += chunk.toString();
      if (!before && at.test(text)) up.kill(signal);
    };
    up.stdout.on("data", heard);
    up.stderr.on("data", heard);
    await new Promise((resolve) => up.once("close", resolve));
    expect(text, "it was cut there").to.match(at);
    execFileSync("pulumi", ["cancel", "--yes", "--stack", stackName], options);
  }
});
