import type { Patient } from "../e2e/random-faults/campaign";
import { openPatient, WORKERS } from "../e2e/random-faults/patient";
import { randomRounds } from "../e2e/random-faults/short";

const MINUTE = 60_000;

/** How many rounds, and which. */
const ROUNDS = Number(process.env.SLIPWAY_FAULT_ROUNDS ?? 50);
const SEED = Number(process.env.SLIPWAY_FAULT_SEED ?? 1);
/** Where the table goes besides the terminal. */
const TABLE = process.env.SLIPWAY_FAULT_TABLE;

/** Not part of CI, since 50 rounds take an hour and more; services.test.ts plays five. */
describe(`${String(ROUNDS)} random faults, seed ${String(SEED)}`, function () {
  this.timeout(10 * MINUTE);
  let patient: Patient;

  before(async function () {
    this.timeout(15 * MINUTE);
    patient = await openPatient();
    await patient.stack.mustUp(patient.args);
  });

  after(async () => {
    await patient.stack.close();
  });

  randomRounds(() => patient, { seed: SEED, count: ROUNDS, workers: WORKERS, table: TABLE });
});
