import type { TorqueClusterArgs } from "slipway";
import type { Patient } from "../e2e/random-faults/campaign";
import type { TestStack } from "../e2e/support/test-stack";

/** What the suite has to know of a cloud, and how it looks at the cloud from outside. */
export interface Site {
  /** `local`, `openstack with a floating address`: part of the suite's title. */
  readonly title: string;
  /** All that a program must say differently on this cloud. */
  readonly args: TorqueClusterArgs;
  /** Called before anything is made. */
  readonly prepare?: () => Promise<void>;
  /** Longest time that 20 jobs may take beside their own sleeping, seconds. Contract A0 allows 15. */
  readonly overheadSec: (stack: TestStack) => number;
  /** Which of these ports of a node answer to a stranger outside of the cluster. */
  readonly openPorts: (
    stack: TestStack,
    node: string,
    ports: readonly number[],
  ) => Promise<number[]>;
  /** Whether workers can be reached from outside, as they can in a network that gives public addresses. */
  readonly workersReachable?: boolean;
  /** Names of the machines that are there. */
  readonly machines: (stack: TestStack) => Promise<string[]>;
  /** What others than the user could read of the cluster, by where: no secret may be in it. */
  readonly exposed: (stack: TestStack) => Promise<Readonly<Record<string, string>>>;
  /** All machines lose their power. Absent where only the cloud itself could do that. */
  readonly powerCut?: (stack: TestStack) => Promise<void>;
  /** Whether what is the same on every cloud is tried here too, for minutes: workers that join and leave, repair. */
  readonly whole: boolean;
  /** Further tests of one cloud, with the master and the worker that are left in the end. */
  readonly more?: (cluster: () => Patient) => void;
  /** What is there of the stack, by name; asked after its destruction. */
  readonly remains: (stack: TestStack) => Promise<string[]>;
  /** Which of the remains is the volume for /home, and how `pulumi destroy` names it. */
  readonly isHomeVolume: (name: string) => boolean;
}
