import { diagnose } from "./diagnose";
import type { OpenSsh } from "./ssh";
import { sshPatience } from "./ssh-patience";
import type { SshTarget } from "./ssh-target";
import type { Reader, Sight, World } from "./wait";

const POLL_MS = 2_000;
const COMMAND_MS = 30_000;
const SHOWN_LINES = 20;

/**
 * First line boot id, second uptime, then cloud-init's own words, after a mark the warnings of its log: older
 * versions call a boot done whose user data they could not read.
 */
const LOG_MARK = "-- log --";
const QUESTION = [
  "cat /proc/sys/kernel/random/boot_id /proc/uptime",
  "if command -v cloud-init >/dev/null; then cloud-init status --long; else echo 'status: absent'; fi",
  `echo '${LOG_MARK}'`,
  "sudo -n grep -sE 'WARNING|ERROR|CRITICAL' /var/log/cloud-init.log | tail -n 100",
].join("; ");

/** Judges a machine of any image: ready when ssh answers with the planned host key and cloud-init is through. */
export function cloudInitReader(ssh: SshTarget, openSsh: OpenSsh, world: World): Reader {
  const lasting = sshPatience(() => world.now());
  let next = 0;
  let answer: Sight = { kind: "pending", progress: "ssh does not answer" };
  return async () => {
    if (world.now() < next) return answer;
    try {
      const session = await openSsh(ssh);
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
  const [answer = "", log = ""] = output.split(LOG_MARK, 2);
  const [bootId = "", uptime = "", ...words] = answer.split("\n");
  const status =
    words
      .find((line) => line.startsWith("status:"))
      ?.slice("status:".length)
      .trim() ?? "";
  if (status.startsWith("error")) {
    const lines = words.filter((line) => line.trim() !== "").slice(0, SHOWN_LINES);
    return {
      kind: "failed",
      text: ["cloud-init reports an error", ...lines.map((line) => `  | ${line}`)].join("\n"),
    };
  }
  const found = diagnose(log);
  if (found?.fatalAfterSec !== undefined) {
    return { kind: "failed", text: `${found.text}: ${found.line}\n  ${found.hint}` };
  }
  if (/^(?:done|degraded|disabled|absent)/.test(status)) {
    return { kind: "ready", result: { bootSec: Number.parseFloat(uptime), bootId } };
  }
  return { kind: "pending", progress: `cloud-init: ${status === "" ? "no answer" : status}` };
}
