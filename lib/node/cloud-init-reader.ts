import { diagnose } from "./diagnose";
import type { OpenSsh } from "./ssh";
import { sshPatience } from "./ssh-patience";
import type { SshTarget } from "./ssh-target";
import type { Reader, Sight, World } from "./wait";

const POLL_MS = 2_000;
const CONNECT_MS = 20_000;
const COMMAND_MS = 90_000;

const RESULT_MARK = "-- result --";
const LOG_MARK = "-- log --";

/**
 * What the machine is asked: boot id, uptime, cloud-init's result and the warnings of its log, as older versions
 * call a boot good whose user data they could not read.
 *
 * The result is read from cloud-init's file and awaited there: the command `cloud-init status` takes a second of
 * processor time, which on a slow machine delays the very boot that it is asked about.
 */
const QUESTION = [
  "r=/run/cloud-init/result.json",
  "gone() { [ -e /run/cloud-init/disabled ] || ! command -v cloud-init >/dev/null; }",
  "i=0; until [ -e $r ] || gone || [ $i -ge 20 ]; do sleep 1; i=$((i + 1)); done",
  "cat /proc/sys/kernel/random/boot_id /proc/uptime",
  `echo '${RESULT_MARK}'`,
  "if [ -e $r ]; then cat $r; elif gone; then echo '{}'; fi",
  `echo '${LOG_MARK}'`,
  "sudo -n grep -sE 'WARNING|ERROR|CRITICAL' /var/log/cloud-init.log 2>/dev/null | tail -n 100",
].join("\n");

/** Judges a machine of any image: ready when ssh answers with the planned host key and cloud-init is through. */
export function cloudInitReader(ssh: SshTarget, openSsh: OpenSsh, world: World): Reader {
  const lasting = sshPatience(() => world.now());
  let next = 0;
  let answer: Sight = { kind: "pending", progress: "ssh does not answer" };
  return async () => {
    if (world.now() < next) return answer;
    try {
      const session = await openSsh(ssh, CONNECT_MS);
      const { stdout } = await session.run(QUESTION, COMMAND_MS).finally(() => session.close());
      answer = judge(stdout);
    } catch (error) {
      const text = (error as Error).message;
      answer = lasting(error) ? { kind: "failed", text } : { kind: "pending", progress: text };
    }
    next = world.now() + POLL_MS;
    return answer;
  };
}

function judge(output: string): Sight {
  const [head = "", rest = ""] = output.split(`${RESULT_MARK}\n`, 2);
  const [result = "", log = ""] = rest.split(`${LOG_MARK}\n`, 2);
  const errors = errorsIn(result);
  if (errors === undefined) return { kind: "pending", progress: "cloud-init has not ended" };
  const found = diagnose(log);
  if (found?.fatalAfterSec !== undefined) {
    return { kind: "failed", text: `${found.text}: ${found.line}\n  ${found.hint}` };
  }
  if (errors.length > 0) {
    const lines = errors.flatMap((each) => each.split(/\n|\\n/)).slice(0, 20);
    const shown = lines.map((line) => `  | ${line}`);
    return { kind: "failed", text: ["cloud-init reports errors", ...shown].join("\n") };
  }
  const [bootId = "", uptime = ""] = head.split("\n");
  return { kind: "ready", result: { bootSec: Number.parseFloat(uptime), bootId } };
}

/** The errors in cloud-init's result; undefined while there is none. */
function errorsIn(text: string): string[] | undefined {
  try {
    const { v1 } = JSON.parse(text) as { v1?: { errors?: string[] } };
    return v1?.errors ?? [];
  } catch {
    return undefined;
  }
}
