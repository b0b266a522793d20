import type { Observation } from "../platform/platform";
import { BeaconEvent, parseBeacons, type Beacon } from "./beacons";
import type { OpenSsh } from "./ssh";
import { SshError, SshFault } from "./ssh-error";
import { sshPatience } from "./ssh-patience";
import type { SshTarget } from "./ssh-target";
import type { Reader, Sight, World } from "./wait";

/** ssh is asked less often than the platform. */
const SSH_POLL_MS = 5_000;
const COMMAND_MS = 30_000;
/** The file has the events without the mark that they carry on the console. */
const EVENTS = "sudo -n sed 's/^{/slipway-event {/' /run/slipway/events";
/** How long ssh may take to answer after a node has told that it is ready. */
const CONFIRM_MS = 120_000;
/** How long after that, when the address does not answer at all: then packets are dropped, and the node is not why. */
const SILENT_MS = 20_000;
/** A public address was given to the machine when the wait began; a busy site needs a while to make it work. */
const ADDRESS_MS = 45_000;

/** Judges a node by the beacons of its recipe runner: on the console, or through ssh where the platform has none. */
export function recipesReader(ssh: SshTarget, openSsh: OpenSsh, world: World): Reader {
  const ask = askThrough(ssh, openSsh, world);
  const confirm = confirmThrough(ssh, openSsh, world);
  let looked = false;
  /** A failure that was there before this wait: only what comes after it counts. */
  let outdated: Beacon | undefined;

  return async ({ console }: Observation): Promise<Sight> => {
    const beacons = console === undefined ? await ask() : parseBeacons(console);
    const firstLook = !looked;
    looked = true;
    if (!Array.isArray(beacons)) return beacons;
    const last = beacons
      .filter((each) => each.stage !== "report" && isAfter(each, outdated))
      .at(-1);
    if (last?.event === BeaconEvent.Ready) return confirm(last);
    if (last?.event !== BeaconEvent.Failed) return { kind: "pending", progress: describe(last) };
    if (!firstLook) return { kind: "failed", text: explain(last) };
    const obstacle = await restartRecipes(ssh, openSsh);
    if (obstacle !== undefined)
      return { kind: "failed", text: `${explain(last)}\n  not started again: ${obstacle}` };
    outdated = last;
    return { kind: "pending", progress: "the recipes were started again" };
  };
}

function isAfter(beacon: Beacon, reference: Beacon | undefined): boolean {
  return beacon.boot !== reference?.boot || beacon.uptime > reference.uptime;
}

function describe(last: Beacon | undefined): string {
  if (last === undefined) return "no event came from it";
  return `last event: ${last.event} ${subject(last)} at ${String(last.uptime)} s`;
}

/** Events of a whole stage name no script. */
function subject({ script, stage }: Beacon): string {
  return script === undefined || script === "" ? stage : script;
}

function explain(failed: Beacon): string {
  const { line, code, tail } = failed;
  const at = line === undefined ? "" : ` at line ${String(line)}`;
  const head = `recipe ${subject(failed)} failed${at} with exit code ${String(code ?? "unknown")}`;
  return [head, ...(tail ?? []).map((each) => `  | ${each}`)].join("\n");
}

/** Starts a failed node's recipes once more. Returns what kept it from doing so. */
async function restartRecipes(ssh: SshTarget, openSsh: OpenSsh): Promise<string | undefined> {
  try {
    const session = await openSsh(ssh);
    const { code, stderr } = await session
      .run("sudo -n systemctl restart --no-block slipway.service", COMMAND_MS)
      .finally(() => session.close());
    return code === 0 ? undefined : stderr.trim();
  } catch (error) {
    if (error instanceof SshError) return error.message;
    throw error;
  }
}

/** Reads the beacons through ssh now and then; in between gives the last answer again. */
function askThrough(
  ssh: SshTarget,
  openSsh: OpenSsh,
  world: World,
): () => Promise<Beacon[] | Sight> {
  const lasting = sshPatience(() => world.now());
  let next = 0;
  let answer: Beacon[] | Sight = { kind: "pending", progress: "no event came from it" };
  return async () => {
    if (world.now() < next) return answer;
    try {
      const session = await openSsh(ssh);
      const { stdout } = await session.run(EVENTS, COMMAND_MS).finally(() => session.close());
      answer = parseBeacons(stdout);
    } catch (error) {
      const text = (error as Error).message;
      answer = lasting(error) ? { kind: "failed", text } : { kind: "pending", progress: text };
    }
    next = world.now() + SSH_POLL_MS;
    return answer;
  };
}

/** Checks with a strict handshake that the node which told `ready` is the one that ssh reaches, in the same boot. */
function confirmThrough(
  ssh: SshTarget,
  openSsh: OpenSsh,
  world: World,
): (ready: Beacon) => Promise<Sight> {
  const begun = world.now();
  let since: number | undefined;
  return async ({ uptime, boot }) => {
    since ??= world.now();
    const good: Sight = { kind: "ready", result: { bootSec: uptime, bootId: boot } };
    try {
      const session = await openSsh(ssh);
      const { stdout } = await session
        .run("cat /proc/sys/kernel/random/boot_id", COMMAND_MS)
        .finally(() => session.close());
      return stdout.trim() === boot
        ? good
        : { kind: "pending", progress: "it has started again since it was ready" };
    } catch (error) {
      if (!(error instanceof SshError)) throw error;
      // The jump host may still be booting: that is its own wait's concern.
      if (error.passing && ssh.jump !== undefined) return good;
      const silent = error.fault === SshFault.Silent;
      const end = silent ? Math.max(since + SILENT_MS, begun + ADDRESS_MS) : since + CONFIRM_MS;
      const text = `booted, but ${error.message}${silent ? whatDrops(ssh) : ""}`;
      if (error.passing && world.now() < end) return { kind: "pending", progress: text };
      return { kind: "failed", text, ...(silent ? { silent } : {}) };
    }
  };
}

/** Who may have dropped the packets to a node that is up. */
function whatDrops({ filter }: SshTarget): string {
  const rule = filter === undefined ? "" : `: ${filter}`;
  return `; a firewall between here and it drops the packets${rule}`;
}
