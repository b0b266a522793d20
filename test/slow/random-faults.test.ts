import { writeFileSync } from "node:fs";
import { expectTrue, HEADER, playRound, row, type Patient } from "../e2e/random-faults/campaign";
import { chooseFaults } from "../e2e/random-faults/choose";
import { Remote } from "../e2e/support/remote";
import { CLUSTER, nodeNames, SMALL_DISK, USERS } from "../e2e/support/test-cluster";
import { TestStack } from "../e2e/support/test-stack";

const MINUTE = 60_000;

/** How many rounds, and which: the same seed breaks the same things in the same order. */
const ROUNDS = Number(process.env.SLIPWAY_FAULT_ROUNDS ?? 50);
const SEED = Number(process.env.SLIPWAY_FAULT_SEED ?? 1);
/** Where the table goes besides the terminal. */
const TABLE = process.env.SLIPWAY_FAULT_TABLE;

/** Not part of CI, since 50 rounds take an hour and more; services.test.ts plays five. */
describe(`${String(ROUNDS)} random faults, seed ${String(SEED)}`, function () {
  this.timeout(10 * MINUTE);
  const workers = nodeNames(2).slice(1);
  const args = { workers: 2, master: SMALL_DISK, worker: SMALL_DISK, users: USERS };
  const rows = [HEADER];
  let patient: Patient;

  before(async function () {
    this.timeout(15 * MINUTE);
    const stack = await TestStack.open("cluster");
    patient = { stack, remote: new Remote(stack.sandbox, CLUSTER), args, workers };
    await stack.mustUp(args);
  });

  after(async () => {
    console.log(rows.join("\n"));
    await patient.stack.close();
  });

  for (const [index, fault] of chooseFaults(SEED, ROUNDS, workers).entries()) {
    it(`${String(index + 1)}: ${fault.name} ${fault.node}`.trimEnd(), async () => {
      const round = await playRound(patient, fault);
      rows.push(row(round));
      if (TABLE !== undefined) writeFileSync(TABLE, `${rows.join("\n")}\n`);
      expectTrue(round);
    });
  }
});
