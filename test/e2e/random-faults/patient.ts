import { Remote } from "../support/remote";
import { CLUSTER, nodeNames, SMALL_DISK, USERS } from "../support/test-cluster";
import { TestStack } from "../support/test-stack";
import type { Patient } from "./campaign";

/** Workers of a cluster that is made to be broken. */
export const WORKERS = nodeNames(2).slice(1);

/** Its stack, which is still to be made: whoever opens it closes it, also when that fails. */
export async function openPatient(): Promise<Patient> {
  const args = { workers: WORKERS.length, master: SMALL_DISK, worker: SMALL_DISK, users: USERS };
  const stack = await TestStack.open("cluster");
  return { stack, remote: new Remote(stack.sandbox, CLUSTER), args, workers: WORKERS };
}
