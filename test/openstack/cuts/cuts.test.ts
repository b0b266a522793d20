import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { allProcesses } from "../../e2e/support/local-machines";
import type { TestStack } from "../../e2e/support/test-stack";
import { fault, mutatingCalls } from "../support/lab";
import { listing, serverNames } from "../support/listing";
import { openNodes } from "../support/nodes-stack";

const ARGS = { nodes: 3, openstack: { createsPerSecond: 50 } };

/** Every `SLIPWAY_CUT_STEP`-th of the cut points is tried, from number `SLIPWAY_CUT_FIRST` on; by default all. */
const STEP = Number(process.env.SLIPWAY_CUT_STEP ?? 1);
const FIRST = Number(process.env.SLIPWAY_CUT_FIRST ?? 1);

describe("an engine that is killed at a mutating call", function () {
  this.timeout(3 * 3_600_000);
  let stack: TestStack;
  let there: string[];
  let creating: number;
  let destroying: number;

  before(async () => {
    there = await listing();
    stack = await openNodes();
    await fault("calls", "reset");
    await stack.mustUp(ARGS);
    creating = await mutatingCalls();
    await fault("calls", "reset");
    expect((await stack.destroy()).ok, stack.transcript).to.be.true;
    destroying = await mutatingCalls();
  });

  afterEach(() => fault("clear"));
  after(async () => stack.close());

  it("leaves nothing double, lost or behind, before and after the calls that are tried", async () => {
    const creates = points(creating);
    const destroys = points(destroying);
    for (let i = 0; i < Math.max(creates.length, destroys.length); i += 1) {
      const [create, destroy] = [creates[i], destroys[i]];
      if (create !== undefined) await cut(...create, () => stack.up(ARGS));
      await stack.mustUp(ARGS);
      expect(await serverNames(), `create, ${String(create)}`).to.have.length(3);
      if (destroy !== undefined) await cut(...destroy, () => stack.destroy());
      expect((await stack.destroy()).ok, stack.transcript).to.be.true;
      expect(
        await listing(),
        `create, ${String(create)}; destroy, ${String(destroy)}`,
      ).to.deep.equal(there);
      console.log(`    cut at: create ${String(create)}, destroy ${String(destroy)}`);
    }
  });

  /** Kills the engine at that call; the lock that it leaves is Pulumi's own, and goes as Pulumi's users take it away. */
  async function cut(when: string, call: number, operation: () => Promise<unknown>): Promise<void> {
    await fault("calls", "reset");
    const running = operation();
    await fault("cut", when, String(call), "kill", String(await enginePid()));
    await running;
    expect(await mutatingCalls(), "the cut came").to.be.at.least(call);
    await fault("clear");
    const { program, stackName, env } = stack.sandbox;
    const options = { cwd: program.folder, env: { ...process.env, ...env } };
    execFileSync("pulumi", ["cancel", "--yes", "--stack", stackName], options);
  }

  async function enginePid(): Promise<number> {
    const { folder } = stack.sandbox.program;
    for (let tries = 0; tries < 100; tries += 1) {
      const engine = allProcesses().find(
        ({ argv, cwd }) => /^\S*pulumi (up|destroy) /.test(argv) && cwd === folder,
      );
      if (engine !== undefined) return engine.pid;
      await sleep(50);
    }
    throw new Error("no engine runs");
  }
});

function points(calls: number): [when: string, call: number][] {
  const all = Array.from({ length: calls }, (_, index) => index + 1);
  const both = all.flatMap((call): [string, number][] => [
    ["before", call],
    ["after", call],
  ]);
  return both.slice(FIRST - 1).filter((_, index) => index % STEP === 0);
}
