import { expect } from "chai";
import type { TorqueClusterArgs } from "slipway";
import { expectTrue, HEADER, playRound, row, type Patient } from "./random-faults/campaign";
import { chooseFaults } from "./random-faults/choose";
import { SERVICES, serviceDisabled, type Fault } from "./random-faults/faults";
import { KILLS, killed } from "./random-faults/kills";
import { outputOf, submitSleeper } from "./support/on-nodes";
import { Remote } from "./support/remote";
import { CLUSTER, nodeNames, SMALL_DISK, USERS } from "./support/test-cluster";
import { TestStack } from "./support/test-stack";

const MINUTE = 60_000;

/** Rounds of the campaign of random faults that CI plays; all of them: test/slow/random-faults.test.ts. */
const ROUNDS = 5;
const SEED = 2;

/** Each of these, disabled for good, stands for a daemon that nothing may miss silently. */
const DISABLED: readonly Fault[] = [
  serviceDisabled("master", "slurmctld", SERVICES.master.slurmctld),
  serviceDisabled("master", "munge", SERVICES.master.munge),
  serviceDisabled("master", "nfs-server", SERVICES.master["nfs-server"]),
  serviceDisabled("worker-1", "slurmd", SERVICES.worker.slurmd),
  serviceDisabled("master", "slipway-dns", SERVICES.master["slipway-dns"]),
];

/** What a cluster stands on may be killed, and be disabled; `pulumi up --refresh` never says ready of a broken one. */
describe("the services of a cluster", function () {
  this.timeout(6 * MINUTE);
  const workers = nodeNames(2).slice(1);
  const args: TorqueClusterArgs = {
    workers: 2,
    master: SMALL_DISK,
    worker: SMALL_DISK,
    users: USERS,
  };
  const rows: string[] = [];
  let stack: TestStack;
  let remote: Remote;
  let patient: Patient;

  before(async function () {
    this.timeout(15 * MINUTE);
    stack = await TestStack.open("cluster");
    remote = new Remote(stack.sandbox, CLUSTER);
    patient = { stack, remote, args, workers };
    await stack.mustUp(args);
  });

  after(async () => {
    console.log([HEADER, ...rows].join("\n"));
    await stack.close();
  });

  it("are back within 10 s after kill -9, and running jobs live on", async () => {
    const jobs = [];
    for (const worker of workers) jobs.push(await submitSleeper(remote, worker, 90));
    const late: string[] = [];
    for (const kill of KILLS) {
      const seconds = await killed(remote, kill);
      if (!(seconds <= 10)) late.push(`${kill.name}: ${String(seconds)} s`);
    }
    expect(late).to.deep.equal([]);
    for (const [index, job] of jobs.entries())
      expect(await outputOf(remote, job)).to.equal(`slept on ${String(workers[index])}`);
  });

  it("are healthy for pulumi up --refresh, which changes nothing then", async () => {
    const up = await stack.up(args, { refresh: true });
    expect(up.ok, stack.transcript).to.be.true;
    const made = ["create", "update", "delete", "replace"].map((kind) => up.changes[kind] ?? 0);
    expect(made, stack.transcript).to.deep.equal([0, 0, 0, 0]);
  });

  for (const fault of DISABLED) {
    it(`are named by pulumi up --refresh: ${fault.name} on ${fault.node}`, () => play(fault));
  }

  for (const [index, fault] of chooseFaults(SEED, ROUNDS, workers).entries()) {
    const title = `are judged rightly in random round ${String(index + 1)}`;
    it(`${title}: ${fault.name} ${fault.node}`.trimEnd(), () => play(fault));
  }

  async function play(fault: Fault): Promise<void> {
    const round = await playRound(patient, fault);
    rows.push(row(round));
    expectTrue(round);
  }
});
