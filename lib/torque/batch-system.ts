import * as pulumi from "@pulumi/pulumi";
import { publicHalf } from "../access/ssh-key";
import { createCanary } from "./canary";
import { createHealth } from "./health";
import type { ClusterKeys } from "./keys";
import type { ClusterMachines } from "./machines";
import { masterCommand, type MasterCommandArgs, masterConnection } from "./master-command";
import { masterCommands } from "./master-commands";
import { createMembership } from "./membership";
import type { TorquePlan } from "./plan";
import { nothingTried, type Readiness } from "./readiness";
import { usersJson } from "./users";

/** Longest time for making the users, seconds; those who are removed lose their jobs and sessions in it. */
const USERS_DEADLINE_SEC = 180;

/** Makes the users, lets every worker join by itself, tries it all out, and asks the master whether all is well. */
export function createBatchSystem(
  { name, settings, users }: TorquePlan,
  machines: ClusterMachines,
  { operatorKey, userKey }: ClusterKeys,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<Readiness> {
  const { master, workers } = machines;
  const connection = masterConnection(master, operatorKey);
  const stdin = usersJson(users, publicHalf(userKey));
  const commands = masterCommands(`${name}-master-commands`, { master, connection }, opts);
  const accounts = createUsers(
    `${name}-users`,
    { connection, stdin, triggers: [master.machine.id] },
    pulumi.mergeOptions(opts, { dependsOn: commands }),
  );
  const memberships = workers.map((worker) =>
    createMembership(
      `${worker.plan.resource}-membership`,
      {
        master,
        commands,
        worker,
        connection,
        joinDeadlineSec: settings.bootDeadlineSec,
        drainDeadlineSec: settings.drainDeadlineSec,
      },
      opts,
    ),
  );
  const user = users[0].name;
  // A node that booted anew or other users: all is tried again, and looked at after it.
  const triggers = [stdin, ...[master, ...workers].map(({ boot }) => boot.bootId)];
  const members = [accounts, ...memberships];
  const canary = createCanary(
    `${name}-canary`,
    { connection, user, workers, triggers },
    pulumi.mergeOptions(opts, { dependsOn: members }),
  );
  const health = createHealth(
    `${name}-health`,
    { cluster: name, ...machines, operatorKey, userKey, triggers },
    pulumi.mergeOptions(opts, {
      dependsOn: canary === undefined ? members : [...members, canary.resource],
    }),
  );
  const measured = canary?.readiness ?? pulumi.output(nothingTried);
  return pulumi.all([measured, health.problems]).apply(([readiness]) => readiness);
}

function createUsers(
  name: string,
  args: Pick<MasterCommandArgs, "connection" | "stdin" | "triggers">,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const create = { program: "slipway-users", deadlineSec: USERS_DEADLINE_SEC, words: "apply" };
  return masterCommand(name, { ...args, create }, opts);
}
