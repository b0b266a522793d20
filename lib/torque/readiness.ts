/** What the canary measured: real jobs, run as the first user, before the cluster was called ready. */
export interface Readiness {
  /** False for a cluster without workers: then nothing could be tried, and all numbers are 0. */
  readonly jobRan: boolean;
  /** Workers on which a job ran. */
  readonly nodes: number;
  /** Job slots of all of them. */
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
  slots: 0,
  jobsSec: 0,
  mpiSec: 0,
  fileSec: 0,
  totalSec: 0,
};

/** Reads the one JSON object that `slipway-canary` prints. */
export function parseReadiness(stdout: string): Readiness {
  const measured: unknown = JSON.parse(stdout);
  if (typeof measured !== "object" || measured === null)
    throw new Error(`the canary printed no object: ${stdout}`);
  const number = (key: string): number => {
    const value = (measured as Record<string, unknown>)[key];
    if (typeof value !== "number") throw new Error(`the canary printed no ${key}: ${stdout}`);
    return value;
  };
  return {
    jobRan: true,
    nodes: number("nodes"),
    slots: number("slots"),
    jobsSec: number("jobsSec"),
    mpiSec: number("mpiSec"),
    fileSec: number("fileSec"),
    totalSec: number("totalSec"),
  };
}
