import * as pulumi from "@pulumi/pulumi";
import type { HostKey } from "../user-data/render";
import { createCanary } from "./canary";
import { publicHalf } from "../access/ssh-key";
import type { ClusterMachines } from "./machines";
import { masterCommand, masterConnection } from "./master-command";
import { createMembership } from "./membership";
import type { TorquePlan } from "./plan";
import type { Readiness } from "./readiness";
import { usersJson } from "./users";

/** Makes the users, lets every worker join by itself, and tries it all out. */
export function createBatchSystem(
  { name, settings, users }: TorquePlan,
  { master, workers }: ClusterMachines,
  accessKey: pulumi.Output<HostKey>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<Readiness> {
  const connection = masterConnection(master, accessKey);
  const stdin = usersJson(users, publicHalf(accessKey));
  const accounts = masterCommand(
    `${name}-users`,
    {
      connection,
      create: "sudo slipway-users apply",
      stdin,
      triggers: [master.machine.id],
    },
    pulumi.mergeOptions(opts, { dependsOn: [master.boot] }),
  );
  const memberships = workers.map((worker) =>
    createMembership(
      `${worker.plan.resource}-membership`,
      {
        master,
        worker,
        connection,
        joinDeadlineSec: settings.bootDeadlineSec,
        drainDeadlineSec: settings.drainDeadlineSec,
      },
      opts,
    ),
  );
  const user = users[0].name;
  return createCanary(
    `${name}-canary`,
    { connection, user, usersJson: stdin, accounts, master, workers, memberships },
    opts,
  );
}
