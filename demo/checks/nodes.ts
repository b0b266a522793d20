import { check, type Check } from "./check";
import type { Shell } from "./shell";

/** A worker as `pbsnodes -a` shows it. */
export interface PbsNode {
  readonly name: string;
  readonly state: string;
  /** Job slots. */
  readonly np: number;
}

/** Reads the output of `pbsnodes -a`: a name on a line of its own, then indented `key = value` lines. */
export function parsePbsnodes(text: string): PbsNode[] {
  const blocks = text.split(/\n(?=\S)/).filter((block) => /^\S/.test(block));
  return blocks.map((block) => {
    const value = (key: string) => new RegExp(`^\\s+${key} = (.*)$`, "m").exec(block)?.[1]?.trim();
    const name = (block.split("\n")[0] ?? "").trim();
    return { name, state: value("state") ?? "", np: Number(value("np") ?? 0) };
  });
}

/** Who we are on the master, and whether all workers are there and free. */
export async function checkNodes(
  shell: Shell,
  workers: number,
): Promise<{ readonly checks: Check[]; readonly nodes: PbsNode[] }> {
  const [account = "", ...rest] = (await shell("id -un; id -u; pbsnodes -a")).split("\n");
  const uid = Number(rest[0]);
  const nodes = parsePbsnodes(rest.slice(1).join("\n"));
  const free = nodes.filter(({ state }) => state === "free");
  const shown = nodes.map(({ name, state, np }) => `${name} ${state} np=${String(np)}`).join(", ");
  return {
    nodes,
    checks: [
      check("ssh to the master as an ordinary user", uid >= 1000, `${account}, uid ${String(uid)}`),
      check(
        `pbsnodes shows ${String(workers)} free workers`,
        free.length === workers && nodes.length === workers,
        shown === "" ? "no nodes" : shown,
      ),
    ],
  };
}
