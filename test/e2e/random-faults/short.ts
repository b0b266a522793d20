import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { outputOf, submitSleeper } from "../support/on-nodes";
import { expectTrue, HEADER, playRound, row, type Patient } from "./campaign";
import { chooseFaults } from "./choose";
import type { Fault } from "./faults";
import { killed, KILLS } from "./kills";

/** Longest time from kill -9 of a daemon to its work, seconds. */
const BACK_SEC = 10;

/** Kills every daemon that a cluster stands on, while jobs run. */
export function killServices(patient: () => Patient): void {
  it("has its services back within 10 s after kill -9, and running jobs live on", async () => {
    const { remote, workers } = patient();
    const jobs = [];
    for (const worker of workers) jobs.push(await submitSleeper(remote, worker, 90));
    const times: string[] = [];
    const late: string[] = [];
    for (const kill of KILLS) {
      const seconds = await killed(remote, kill);
      times.push(`${kill.name} ${seconds.toFixed(1)} s`);
      if (!(seconds <= BACK_SEC)) late.push(kill.name);
    }
    console.log(`      back after kill -9: ${times.join(", ")}`);
    expect(late, times.join(", ")).to.deep.equal([]);
    for (const [index, job] of jobs.entries())
      expect(await outputOf(remote, job)).to.equal(`slept on ${String(workers[index])}`);
  });
}

/** Rounds of the campaign of random faults: the same seed breaks the same things in the same order. */
interface Rounds {
  readonly seed: number;
  readonly count: number;
  readonly workers: readonly string[];
  /** File that holds the table of the rounds so far, besides the terminal in the end. */
  readonly table?: string | undefined;
}

/** Five of them are in services.test.ts, as many as one likes in test/slow/random-faults.test.ts. */
export function randomRounds(
  patient: () => Patient,
  { seed, count, workers, table }: Rounds,
): void {
  const rows = [HEADER];
  after(() => {
    console.log(rows.join("\n"));
  });
  for (const [index, fault] of chooseFaults(seed, count, workers).entries()) {
    const title = `is judged rightly in random round ${String(index + 1)}`;
    it(`${title}: ${fault.name} ${fault.node}`.trimEnd(), () =>
      playInto(rows, patient(), fault, table),
    );
  }
}

export async function playInto(
  rows: string[],
  patient: Patient,
  fault: Fault,
  table?: string,
): Promise<void> {
  const round = await playRound(patient, fault);
  rows.push(row(round));
  if (table !== undefined) writeFileSync(table, `${rows.join("\n")}\n`);
  expectTrue(round);
}
