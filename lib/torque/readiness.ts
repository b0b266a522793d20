/** What the canary measured: real jobs, run as the first user, before the cluster was called ready. */
export interface Readiness {
  /** False when nothing could be tried: there are no workers, or all are busy with jobs of users. */
  readonly jobRan: boolean;
  /** Workers on which a job of the canary ran. */
  readonly nodes: number;
  /** Workers left out because jobs of users run on them, which is proof enough. */
  readonly busy: number;
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
    jobRan: number("nodes") > 0,
    nodes: number("nodes"),
    busy: number("busy"),
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
