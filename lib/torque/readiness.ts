import { isObject, jsonObject } from "../core/json-object";
import { printable } from "../core/printable";

/** How a worker proved itself. */
export const WorkerProof = {
  /** A job of the canary ran on it. */
  Ran: "ran",
  /** Jobs of users run on it, so it was left alone. */
  Busy: "busy",
} as const;
export type WorkerProof = (typeof WorkerProof)[keyof typeof WorkerProof];

/** What the canary measured: real jobs, run as the first user, before the cluster was called ready. */
export interface Readiness {
  /** False when nothing could be tried: there are no workers, or all are busy with jobs of users. */
  readonly jobRan: boolean;
  /** Workers on which a job of the canary ran. */
  readonly nodes: number;
  /** Workers left out because jobs of users run on them, which is proof enough. */
  readonly busy: number;
  /** How each worker proved itself, by host name. None is missing. */
  readonly workers: Readonly<Record<string, WorkerProof>>;
  /** Job slots of those where the canary ran. */
  readonly slots: number;
  /** Time for one batch job on every worker, seconds. */
  readonly jobsSec: number;
  /** Time for an MPI program over all workers, seconds. */
  readonly mpiSec: number;
  /** Time until a file written on one node was read on another, seconds. */
  readonly fileSec: number;
  readonly totalSec: number;
}

/** What can be said of a cluster without workers. */
export const nothingTried: Readiness = {
  jobRan: false,
  nodes: 0,
  busy: 0,
  workers: {},
  slots: 0,
  jobsSec: 0,
  mpiSec: 0,
  fileSec: 0,
  totalSec: 0,
};

/** Reads the one JSON object that `slipway-canary` prints. Fails unless it accounts for every one of these workers. */
export function parseReadiness(stdout: string, names: readonly string[]): Readiness {
  const measured = jsonObject(stdout);
  if (measured === undefined) throw unreadable("no object", stdout);
  const number = (key: string): number => {
    const value = measured[key];
    if (typeof value !== "number") throw unreadable(`no ${key}`, stdout);
    return value;
  };
  const workers = proofs(measured.workers, names, stdout);
  const nodes = count(workers, WorkerProof.Ran, number("nodes"), stdout);
  return {
    jobRan: nodes > 0,
    nodes,
    busy: count(workers, WorkerProof.Busy, number("busy"), stdout),
    workers,
    slots: number("slots"),
    jobsSec: number("jobsSec"),
    mpiSec: number("mpiSec"),
    fileSec: number("fileSec"),
    totalSec: number("totalSec"),
  };
}

function proofs(
  told: unknown,
  names: readonly string[],
  stdout: string,
): Record<string, WorkerProof> {
  if (!isObject(told)) throw unreadable("no workers", stdout);
  const byName = new Map(Object.entries(told));
  const isProof = (value: unknown): value is WorkerProof =>
    value === WorkerProof.Ran || value === WorkerProof.Busy;
  const found = names.flatMap((name) => {
    const proof = byName.get(name);
    return isProof(proof) ? [[name, proof] as const] : [];
  });
  const missing = names.filter((name) => !isProof(byName.get(name)));
  if (missing.length > 0)
    throw unreadable(`no proof that ${missing.join(", ")} can run jobs`, stdout);
  return Object.fromEntries(found);
}

/** The number of workers with that proof, which the canary counted too: if it came to another, one of the two is wrong. */
function count(
  workers: Record<string, WorkerProof>,
  proof: WorkerProof,
  told: number,
  stdout: string,
): number {
  const names = Object.keys(workers).filter((name) => workers[name] === proof);
  if (names.length === told) return told;
  throw unreadable(`${String(told)} as the number of workers with proof "${proof}"`, stdout);
}

/** The canary's answer is kept in the state: only a new run can give a better one. */
function unreadable(what: string, stdout: string): Error {
  const again = "to run it again: pulumi up --replace '**-canary'";
  return new Error(`the canary printed ${what}: ${printable(stdout)}; ${again}`);
}
