import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { getServer, listServers } from "./api/compute";
import { connect } from "./api/connect";
import type { Session } from "./api/session";
import { pauseAfter } from "./errors";
import { MARK_KEY } from "./mark";
import { costOf, pacer } from "./pace";
import { type Inputs, removeStrays } from "./strays";

const INSTANCE = "openstack:compute/instance:Instance";

/**
 * What stands around each request that makes something: pace, what an earlier run has left, faults that pass.
 *
 * They are Pulumi's own resource hooks, which run in the program's process, where the provider has no part. Removal has
 * none: a plain `pulumi destroy` runs no program and so no hooks.
 */
export interface CloudHooks {
  /** For the site itself. */
  readonly site: pulumi.ResourceHookBinding;
  /** For everything in it. */
  readonly objects: pulumi.ResourceHookBinding;
}

/** One set of hooks for each rate, however many components there are: their names must be unique. */
const made = new Map<number, CloudHooks>();
/** Marks of sites made by this run: nothing can be left of them. */
const fresh = new Set<unknown>();

export function hooksFor(createsPerSecond: number): CloudHooks {
  const known = made.get(createsPerSecond);
  if (known !== undefined) return known;
  const suffix = String(createsPerSecond);
  const pace = pacer(createsPerSecond);
  const hooks: CloudHooks = {
    site: {
      afterCreate: [
        new pulumi.ResourceHook(`slipway-openstack-site-${suffix}`, ({ newOutputs }) => {
          fresh.add((newOutputs as Inputs | undefined)?.mark);
        }),
      ],
    },
    objects: {
      beforeCreate: [
        new pulumi.ResourceHook(
          `slipway-openstack-create-${suffix}`,
          async ({ type, newInputs = {} }) => {
            if (!isFresh(newInputs as Inputs))
              await removeStrays(await cloud(), type, newInputs as Inputs);
            await pace(costOf(type));
          },
        ),
      ],
      onError: [new pulumi.ErrorHook(`slipway-openstack-error-${suffix}`, retry)],
    },
  };
  made.set(createsPerSecond, hooks);
  return hooks;
}

/** Whether the object belongs to a site of this run. An attachment carries no mark: it is always looked at. */
function isFresh({ description, metadata, name, volumeId }: Inputs): boolean {
  if (volumeId !== undefined) return false;
  const texts = [description, (metadata as Inputs | undefined)?.[MARK_KEY], name];
  return [...fresh].some(
    (mark) =>
      typeof mark === "string" &&
      texts.some(
        (each) =>
          typeof each === "string" && (each.includes(mark) || each.endsWith(mark.slice(0, 8))),
      ),
  );
}

/** Sends a failed request again when its fault passes; tells why a machine ended in an error. */
async function retry(args: pulumi.ErrorHookArgs): Promise<boolean> {
  const { type, failedOperation, errors } = args;
  const inputs = (args.newInputs ?? {}) as Inputs;
  if (type === INSTANCE && failedOperation === "create") await tellFault(inputs);
  const pause = pauseAfter(errors);
  if (pause === undefined) return false;
  await sleep(pause * 1000);
  // The fault may have come after the deed.
  if (failedOperation === "create") await removeStrays(await cloud(), type, inputs);
  return true;
}

/** The provider's error only says that the machine's state is ERROR; Nova knows more. */
async function tellFault({ name, metadata }: Inputs): Promise<void> {
  const mark = (metadata as Inputs | undefined)?.[MARK_KEY];
  const session = await cloud();
  const found = await listServers(session, String(name)).catch(() => []);
  const listed = found.find(
    (each) => each.metadata?.[MARK_KEY] === mark && each.status === "ERROR",
  );
  if (listed === undefined) return;
  // Listings leave the reason out.
  const server = (await getServer(session, listed.id).catch(() => undefined)) ?? listed;
  const why = server.fault?.message ?? "no reason given";
  await pulumi.log.error(
    `${String(name)}: Nova could not start the machine: ${why} (server ${server.id}); the next pulumi up replaces it`,
  );
}

function cloud(): Promise<Session> {
  const config = new pulumi.Config("openstack");
  return connect((key) => config.get(key));
}
