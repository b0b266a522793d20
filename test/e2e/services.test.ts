import { expect } from "chai";
import { HEADER, type Patient } from "./random-faults/campaign";
import { SERVICES, serviceDisabled, type Fault } from "./random-faults/faults";
import { openPatient } from "./random-faults/patient";
import { killServices, playInto, randomRounds } from "./random-faults/short";

const MINUTE = 60_000;

/** Each of these, disabled for good, stands for a daemon that nothing may miss silently. */
const DISABLED: readonly Fault[] = [
  serviceDisabled("master", "slurmctld", SERVICES.master.slurmctld),
  serviceDisabled("master", "munge", SERVICES.master.munge),
  serviceDisabled("master", "nfs-server", SERVICES.master["nfs-server"]),
  serviceDisabled("worker-1", "slurmd", SERVICES.worker.slurmd),
  serviceDisabled("master", "slipway-dns", SERVICES.master["slipway-dns"]),
];

/** What a cluster stands on may be killed, and be disabled; `pulumi up --refresh` never says ready of a broken one. */
describe("a cluster whose services end", function () {
  this.timeout(10 * MINUTE);
  const rows: string[] = [];
  let patient: Patient;

  before(async function () {
    this.timeout(15 * MINUTE);
    patient = await openPatient();
    await patient.stack.mustUp(patient.args);
  });

  after(async () => {
    console.log([HEADER, ...rows].join("\n"));
    await patient.stack.close();
  });

  killServices(() => patient);

  it("is healthy for pulumi up --refresh after that, which changes nothing", async () => {
    const { stack, args } = patient;
    const up = await stack.up(args, { refresh: true });
    expect(up.ok, stack.transcript).to.be.true;
    const made = ["create", "update", "delete", "replace"].map((kind) => up.changes[kind] ?? 0);
    expect(made, stack.transcript).to.deep.equal([0, 0, 0, 0]);
  });

  // Nothing is wrong, a frozen worker, a stopped scheduler, a full disk, a wrong munge key.
  randomRounds(() => patient, { seed: 353, count: 5, workers: ["worker-1"] });

  for (const fault of DISABLED) {
    it(`hears of it from pulumi up --refresh: ${fault.name} on ${fault.node}`, () =>
      playInto(rows, patient, fault));
  }
});
