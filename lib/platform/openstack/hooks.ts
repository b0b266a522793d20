import * as pulumi from "@pulumi/pulumi";
import { connect } from "./api/connect";
import type { Session } from "./api/session";
import { whyNotThere } from "./look";
import { MARK_KEY } from "./mark";
import { costOf, pacer } from "./pace";
import { recover } from "./recover";
import { silenceWatch } from "./silence";
import { type Inputs, removeStrays } from "./strays";

/**
 * What stands around each request that makes something: pace, what an earlier run has left, faults that pass or last,
 * and a cloud that does not answer.
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
  const silence = silenceWatch(
    async (request) => whyNotThere(await cloud(), request),
    (text) => void pulumi.log.warn(text),
  );
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
          async ({ urn, name, type, newInputs = {} }) => {
            const inputs = newInputs as Inputs;
            if (!isFresh(inputs)) await removeStrays(await cloud(), type, inputs);
            await pace(costOf(type));
            silence.begin(urn, { name, type, inputs });
          },
        ),
      ],
      afterCreate: [
        new pulumi.ResourceHook(`slipway-openstack-created-${suffix}`, ({ urn }) =>
          silence.end(urn),
        ),
      ],
      onError: [
        new pulumi.ErrorHook(`slipway-openstack-error-${suffix}`, async (args) => {
          const { urn, name, type, failedOperation, newInputs = {} } = args;
          silence.end(urn);
          const again = await recover(args, cloud, (text) => void pulumi.log.error(text));
          const inputs = newInputs as Inputs;
          if (again && failedOperation === "create") silence.begin(urn, { name, type, inputs });
          return again;
        }),
      ],
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

function cloud(): Promise<Session> {
  const config = new pulumi.Config("openstack");
  return connect((key) => config.get(key));
}
