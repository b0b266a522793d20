import "../core/end-with-engine";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { printable } from "../core/printable";
import { maskOf } from "../node/mask";
import { openSsh, type SshSession } from "../node/ssh";
import { SshError } from "../node/ssh-error";
import type { HealthInputs } from "./args";
import { deadlineSec, type Action } from "./deadline";
import { readReport, type HealthReport } from "./report";

/** How much longer the answer may be under way. */
const GRACE_SEC = 15;
/** The head has answered ssh before: three refused or broken logins are no accident. */
const LOGINS = 3;
/** The node that is asked, as messages name it. */
const HEAD = "master";
const BETWEEN_LOGINS_MS = 3000;

/** Whether what the state says differs from what the program wants. */
export function differs(state: HealthInputs, wanted: HealthInputs): boolean {
  return !isDeepStrictEqual(known(state), known(wanted));
}

/** The fields without Pulumi's own. */
function known(all: HealthInputs): HealthInputs {
  const { cluster, ssh, workers, triggers, masked, problems, providerVersion } = all;
  return { cluster, ssh, workers, triggers, masked, problems, providerVersion };
}

/** What does not work now. Fails when the head could not look. */
export async function check(inputs: HealthInputs): Promise<string[]> {
  return mustTell(inputs, "check");
}

/** What still does not work after the head has repaired what it can. Fails when it could not look. */
export async function repair(inputs: HealthInputs): Promise<string[]> {
  return mustTell(inputs, "repair");
}

/** For a refresh: never fails, as a head that can't be asked is not one that has gone. Prints a line for each problem. */
export async function look(state: HealthInputs): Promise<string[]> {
  const { problems, notes } = await ask(state, "check", 1).catch((error: unknown) => ({
    problems: [`${HEAD}: unknown: ${messageOf(error)}; the next pulumi up asks it again`],
    notes: [],
  }));
  for (const line of problems) console.log(`${state.cluster}: ${line}`);
  for (const line of notes) console.log(`${state.cluster}: set aside by hand: ${line}`);
  return [...problems];
}

/** One text that names all that does not work, after a look or after a repair. */
export function failure(
  { cluster }: HealthInputs,
  action: Action,
  problems: readonly string[],
): string {
  const [head, next] = {
    check: ["does not work as it should:", "run pulumi up again: it repairs what it can"],
    repair: [
      "does not work as it should, and slipway could not repair it:",
      "correct it (docs/failures.md, When a cluster that ran does not work) and run pulumi up again",
    ],
  }[action];
  return [
    `cluster "${cluster}" ${String(head)}`,
    ...problems.map((problem) => `  ${problem}`),
    next,
  ].join("\n");
}

async function mustTell(inputs: HealthInputs, action: Action): Promise<string[]> {
  try {
    return [...(await ask(inputs, action, LOGINS)).problems];
  } catch (error) {
    const what = `the ${HEAD} could not tell how cluster "${inputs.cluster}" is`;
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}

async function ask(inputs: HealthInputs, action: Action, logins: number): Promise<HealthReport> {
  const mask = maskOf([inputs.ssh.privateKey, ...inputs.masked]);
  const deadline = deadlineSec(action, inputs.workers.length);
  const words = ["sudo slipway-health --deadline", String(deadline), action, ...inputs.workers];
  let session: SshSession | undefined;
  try {
    session = await logIn(inputs, logins);
    const { code, stdout, stderr } = await session.run(
      words.join(" "),
      (deadline + GRACE_SEC) * 1000,
    );
    if (code !== 0)
      throw new Error(`slipway-health ${action} failed (${String(code)}): ${printable(stderr)}`);
    const { problems, notes } = readReport(stdout);
    return { problems: problems.map(mask), notes: notes.map(mask) };
  } catch (error) {
    throw new Error(mask(messageOf(error)), { cause: error });
  } finally {
    // What still runs on the head ends with its connection.
    session?.close();
  }
}

async function logIn({ ssh }: HealthInputs, logins: number): Promise<SshSession> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await openSsh(ssh);
    } catch (error) {
      if (tried >= logins || !(error instanceof SshError) || !error.passing) throw error;
      await sleep(BETWEEN_LOGINS_MS);
    }
  }
}
