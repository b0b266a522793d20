import { writeFileSync } from "node:fs";
import { expectTrue, HEADER, playRound, row, type Patient } from "../e2e/random-faults/campaign";
import { chooseFaults } from "../e2e/random-faults/choose";
import { openPatient, WORKERS } from "../e2e/random-faults/patient";

const MINUTE = 60_000;

/** How many rounds, and which: the same seed breaks the same things in the same order. */
const ROUNDS = Number(process.env.SLIPWAY_FAULT_ROUNDS ?? 50);
const SEED = Number(process.env.SLIPWAY_FAULT_SEED ?? 1);
/** Where the table goes besides the terminal. */
const TABLE = process.env.SLIPWAY_FAULT_TABLE;

/** Not part of CI, since 50 rounds take an hour and more; services.test.ts plays five. */
describe(`${String(ROUNDS)} random faults, seed ${String(SEED)}`, function () {
  this.timeout(10 * MINUTE);
  const rows = [HEADER];
  let patient: Patient;

  before(async function () {
    this.timeout(15 * MINUTE);
    patient = await openPatient();
    await patient.stack.mustUp(patient.args);
  });

  after(async () => {
    console.log(rows.join("\n"));
    await patient.stack.close();
  });

  for (const [index, fault] of chooseFaults(SEED, ROUNDS, WORKERS).entries()) {
    it(`${String(index + 1)}: ${fault.name} ${fault.node}`.trimEnd(), async () => {
      const round = await playRound(patient, fault);
      rows.push(row(round));
      if (TABLE !== undefined) writeFileSync(TABLE, `${rows.join("\n")}\n`);
      expectTrue(round);
    });
  }
});
