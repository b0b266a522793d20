import type { Check } from "./check";
import { checkHomes } from "./homes";
import { checkKeys } from "./keys";
import { judgeJobs, runJobs } from "./jobs";
import { judgeMpi, runMpi } from "./mpi";
import { checkNodes, type PbsNode } from "./nodes";
import type { Shell } from "./shell";

/** The ways into the cluster. */
export interface Logins {
  /** The cluster's `ssh` output. */
  readonly ssh: string;
  /** As the first user, by that command. */
  readonly user: Shell;
  readonly operator: Shell;
}

export interface ClusterTest {
  readonly workers: number;
  readonly jobs: number;
  /** Time that each job sleeps, seconds. */
  readonly sleepSec: number;
  /** Folder of `examples/noise-spectrum` on this computer. */
  readonly mpiSource: string;
}

/** One part of the test; the parts run in order, because later ones use what earlier ones found. */
export interface TestPart {
  readonly title: string;
  run(progress: (text: string) => void): Promise<Check[]>;
}

const DEADLINE_SEC = 300;

/** The test of a running cluster as an ordinary user sees it: contract A0, MPI over all slots, homes. */
export function clusterTest(
  { ssh, user: shell, operator }: Logins,
  { workers, jobs, sleepSec, mpiSource }: ClusterTest,
): TestPart[] {
  const folder = "slipway-test";
  const jobsTest = { jobs, sleepSec, deadlineSec: DEADLINE_SEC, folder };
  let nodes: readonly PbsNode[] = [];
  return [
    {
      title: "log in, pbsnodes",
      async run() {
        const seen = await checkNodes(shell, workers);
        nodes = seen.nodes;
        return seen.checks;
      },
    },
    {
      title: `${String(jobs)} jobs (hostname -f; date; sleep ${String(sleepSec)}; date)`,
      run: async (progress) => judgeJobs(await runJobs(shell, jobsTest, progress), jobsTest, nodes),
    },
    {
      title: "MPI job over all slots",
      async run() {
        const test = { source: mpiSource, folder: `${folder}/mpi`, deadlineSec: DEADLINE_SEC };
        return judgeMpi(await runMpi(shell, test, nodes), nodes);
      },
    },
    {
      title: "keys",
      run: async () => [await checkKeys(shell, ssh)],
    },
    {
      title: "homes",
      run: () => checkHomes(shell, operator, { folder, deadlineSec: DEADLINE_SEC }, nodes),
    },
  ];
}
