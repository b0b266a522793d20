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
  const measured = objectIn(stdout);
  const number = (key: string): number => {
    const value = measured[key];
    if (typeof value !== "number")
      throw new Error(`the canary printed no ${key}: ${stdout.trim()}`);
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

function objectIn(stdout: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stdout);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, with what was printed instead.
  }
  throw new Error(`the canary printed no object: ${stdout.trim()}`);
}
