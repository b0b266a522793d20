import { setTimeout as sleep } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { getServer } from "./api/compute";
import type { Session } from "./api/session";
import { pauseAfter } from "./errors";
import { adviceFor, BUILD_FAILED, explainFault } from "./fault";
import { judgeContent } from "./image-content";
import { INSTANCE, serversOf } from "./look";
import { type Inputs, removeStrays } from "./strays";

type Failed = Pick<
  pulumi.ErrorHookArgs,
  "name" | "type" | "failedOperation" | "errors" | "newInputs"
>;

/** The provider's words for a machine that was taken on, but will not come. */
const ENDED_IN_ERROR = /unexpected state 'ERROR'/i;

/** Whether a failed request is to be sent again, as its fault passes; tells the cause of one that is not. */
export async function recover(
  failed: Failed,
  cloud: () => Promise<Session>,
  tell: (text: string) => void,
): Promise<boolean> {
  const { name, type, failedOperation: operation, errors } = failed;
  const inputs = (failed.newInputs ?? {}) as Inputs;
  const isCreate = operation === "create";
  const broken =
    type === INSTANCE && isCreate && ENDED_IN_ERROR.test(errors[0] ?? "")
      ? await brokenMachine(name, inputs, cloud).catch(() => undefined)
      : undefined;
  const pause = broken === undefined ? pauseAfter(errors) : undefined;
  const cause = broken ?? explainFault({ name, type, operation, errors });
  if (pause === undefined) {
    if (cause !== undefined) tell(cause);
    return false;
  }
  await sleep(pause * 1000);
  try {
    // The fault may have come after the deed.
    if (isCreate) await removeStrays(await cloud(), type, inputs);
    return true;
  } catch (error) {
    // Thrown, it would take the place of the fault itself.
    if (cause !== undefined) tell(cause);
    tell(`${name}: not tried again: ${(error as Error).message}`);
    return false;
  }
}

/** The provider's error only says that the machine's state is ERROR; Nova knows more. */
async function brokenMachine(
  name: string,
  inputs: Inputs,
  cloud: () => Promise<Session>,
): Promise<string | undefined> {
  const session = await cloud();
  const listed = (await serversOf(session, inputs)).find(({ status }) => status === "ERROR");
  if (listed === undefined) return undefined;
  // Listings leave the reason out.
  const server = (await getServer(session, listed.id).catch(() => undefined)) ?? listed;
  const why = server.fault?.message ?? "no reason given";
  const image = BUILD_FAILED.test(why) ? imageOf(inputs) : undefined;
  const content = image === undefined ? [] : [await judgeContent(session, image)];
  const words = [`${why.replace(/\.$/, "")} (server ${server.id})`, ...content].join("; ");
  return `${name}: Nova could not start the machine: ${words}; ${adviceFor(words)} and replaces the machine`;
}

/** Id of the image that a machine starts from, itself or by its system volume. */
function imageOf({ imageId, blockDevices }: Inputs): string | undefined {
  const [disk] = Array.isArray(blockDevices) ? (blockDevices as readonly Inputs[]) : [];
  const id = imageId ?? disk?.uuid;
  return typeof id === "string" ? id : undefined;
}
