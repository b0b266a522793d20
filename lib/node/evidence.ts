import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { dataRoot } from "../core/paths";
import type { Mask } from "./mask";
import type { OpenSsh, SshSession } from "./ssh";
import type { SshTarget } from "./ssh-target";

const KEPT_FOLDERS = 20;
/** The cause must not wait for what a slow machine tells: after this the message comes with what there is. */
const BUDGET_MS = 15_000;

/** What is asked of a machine that still answers, most telling first: file name and command. */
const questions: readonly (readonly [file: string, command: string])[] = [
  ["recipes.log", "sudo -n sh -c 'tail -v -n 1000 /var/log/slipway/*.log'"],
  ["cloud-init-output.log", "sudo -n tail -n 2000 /var/log/cloud-init-output.log"],
  ["cloud-init.log", "sudo -n tail -n 2000 /var/log/cloud-init.log"],
  ["journal.log", "sudo -n journalctl -b --no-pager -n 2000"],
  ["report.txt", "test ! -e /usr/lib/slipway/run.sh || sudo -n /usr/lib/slipway/run.sh report"],
];

export interface EvidenceRequest {
  readonly stack: string;
  readonly node: string;
  /** How to ask the machine; undefined where it is known not to answer. */
  readonly ssh: SshTarget | undefined;
  /** What is to be shown to the user, kept with the rest. */
  readonly summary: string;
  readonly console: string | undefined;
  readonly mask: Mask;
}

/** Keeps what a failed boot has left; returns the folder. Nothing that fails here hides the failure itself. */
export async function keepEvidence(
  request: EvidenceRequest,
  openSsh: OpenSsh,
  now: Date,
): Promise<string> {
  const { stack, node, mask, console, summary } = request;
  const parent = path.join(dataRoot(), "evidence", stack);
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const folder = path.join(parent, `${stamp}-${node}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keep = (file: string, text: string) =>
    writeFile(path.join(folder, file), mask(text), { mode: 0o600 });
  await keep("summary.txt", `${summary}\n`);
  if (console !== undefined) await keep("console.log", console);
  if (request.ssh !== undefined) await askMachine(request.ssh, openSsh, keep);
  await dropOld(parent);
  return folder;
}

async function askMachine(
  ssh: SshTarget,
  openSsh: OpenSsh,
  keep: (file: string, text: string) => Promise<void>,
): Promise<void> {
  const end = performance.now() + BUDGET_MS;
  const left = () => Math.max(1, Math.round(end - performance.now()));
  let session: SshSession | undefined;
  try {
    session = await openSsh(ssh, left());
    for (const [file, command] of questions) {
      const { stdout, stderr } = await session.run(command, left());
      if (stdout + stderr !== "") await keep(file, stdout + stderr);
    }
  } catch (error) {
    await keep("ssh.txt", `${String(error)}\n`);
  } finally {
    session?.close();
  }
}

async function dropOld(parent: string): Promise<void> {
  const folders = (await readdir(parent)).sort();
  const old = folders.slice(0, Math.max(0, folders.length - KEPT_FOLDERS));
  await Promise.all(
    old.map((folder) => rm(path.join(parent, folder), { recursive: true, force: true })),
  );
}
