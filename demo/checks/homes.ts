import { check, type Check } from "./check";
import type { PbsNode } from "./nodes";
import { runRemote, type Shell } from "./shell";

export interface HomesTest {
  /** Folder below the user's home; a file `tutorial.sh` lies in it. */
  readonly folder: string;
  readonly deadlineSec: number;
}

/** Whether all nodes have one /home, and whether it keeps a user's files from others. */
export async function checkHomes(
  shell: Shell,
  operator: Shell,
  test: HomesTest,
  nodes: readonly PbsNode[],
): Promise<Check[]> {
  return [await sharedHome(shell, test, nodes), await privateHome(shell, operator, test)];
}

/** A job on each worker reads a file of the master's and writes a copy, which the master compares. */
async function sharedHome(
  shell: Shell,
  { folder, deadlineSec }: HomesTest,
  nodes: readonly PbsNode[],
): Promise<Check> {
  const names = nodes.map(({ name }) => name);
  const said = await runRemote(shell, "home.sh", [folder, deadlineSec, ...names]);
  const same = said.split("\n").filter((line) => line.startsWith("same "));
  return check(
    "/home is one on all nodes",
    same.length === nodes.length && nodes.length > 0,
    said.trim().replaceAll("\n", ", "),
  );
}

async function privateHome(shell: Shell, operator: Shell, { folder }: HomesTest): Promise<Check> {
  const user = (await shell("id -un")).trim();
  const args = [user, `${folder}/tutorial.sh`];
  const said = (await runRemote(operator, "privacy.sh", args)).trim();
  return check("another user cannot read these files", said.endsWith(" refused"), said);
}
