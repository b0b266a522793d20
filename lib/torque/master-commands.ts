import { createHash } from "node:crypto";
import { remote, type types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { shellQuote } from "../user-data/env-file";
import { PULUMI_LATER_SEC } from "./master-command";
import type { ClusterNode } from "./node";
import { UNPACK } from "./unpack";

/** Longest time for unpacking, seconds. */
const DEADLINE_SEC = 120;

export interface MasterCommandsArgs {
  readonly master: ClusterNode;
  readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
}

/**
 * What has to be there before commands run on the master: its boot, and on a stock image the commands themselves,
 * which are sent now, since user data has no room for them.
 */
export function masterCommands(
  name: string,
  { master, connection }: MasterCommandsArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { afterBoot } = master.plan;
  if (afterBoot === undefined) return [master.boot];
  const limit = `${String(DEADLINE_SEC + PULUMI_LATER_SEC)}s`;
  const unpacked = new remote.Command(
    name,
    {
      connection,
      create: `sudo timeout --kill-after=5 ${String(DEADLINE_SEC)} bash -c ${shellQuote(UNPACK)}`,
      stdin: afterBoot,
      triggers: [master.machine.id, createHash("sha256").update(afterBoot).digest("hex")],
      logging: remote.Logging.None,
    },
    pulumi.mergeOptions(opts, {
      dependsOn: [master.boot],
      customTimeouts: { create: limit, update: limit },
    }),
  );
  return [master.boot, unpacked];
}
