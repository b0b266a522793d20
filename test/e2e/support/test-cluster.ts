import type { TorqueClusterArgs } from "slipway";
import { writeSetupScript } from "../../../examples/torque-program/site";

/** Name of the cluster in `programs/cluster.ts`. */
export const CLUSTER = "lisa";

/** Two ordinary users; alice is the one whose key slipway makes. */
export const USERS = [
  { name: "alice", uid: 2001 },
  { name: "bob", uid: 2002 },
];

/** Room for many clusters on the computer of a developer; free space is checked before machines are made. */
export const SMALL_DISK = { diskGiB: 4 };

/** The cluster of the tests: the example's program, two users, a home volume that is kept. */
export function clusterArgs(folder: string): TorqueClusterArgs {
  return {
    workers: 2,
    users: USERS,
    setup: writeSetupScript(folder),
    homeGiB: 1,
  };
}

/** Resource names of the machines of a cluster with so many workers. */
export function nodeNames(workers: number): string[] {
  return [
    "master",
    ...Array.from({ length: workers }, (_, index) => `worker-${String(index + 1)}`),
  ];
}
