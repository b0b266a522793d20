import { execa } from "execa";
import { check, type Check } from "./check";
import type { PbsNode } from "./nodes";
import { runRemote, type Shell } from "./shell";

export interface MpiTest {
  /** Folder of `examples/noise-spectrum` on this computer. */
  readonly source: string;
  /** Folder below the user's home to put it in. */
  readonly folder: string;
  readonly deadlineSec: number;
}

/** Compiles the example program on the cluster and runs it over every slot, as an ordinary user. */
export async function runMpi(
  shell: Shell,
  { source, folder, deadlineSec }: MpiTest,
  nodes: readonly PbsNode[],
): Promise<string> {
  const sources = await execa("tar", ["-C", source, "-cz", "."], { encoding: "buffer" });
  await shell(`mkdir -p ${folder} && tar -xz -m -C ${folder}`, { input: sources.stdout });
  const slots = Math.min(...nodes.map(({ np }) => np));
  return runRemote(shell, "mpi.sh", [folder, nodes.length, slots, deadlineSec]);
}

/** Every slot had its rank, each on its worker, and the program found its own answer right. */
export function judgeMpi(output: string, nodes: readonly PbsNode[]): Check[] {
  const slots = Math.min(...nodes.map(({ np }) => np)) * nodes.length;
  const hosts = [...output.matchAll(/^rank \d+ on (\S+)$/gm)].map((match) => match[1] ?? "");
  const seconds = /^seconds (\d+)$/m.exec(output)?.[1] ?? "?";
  const passed = /^PASS\b/m.test(output);
  const found = `${String(hosts.length)} ranks on ${[...new Set(hosts)].join(", ")} in ${seconds} s`;
  const complete = hosts.length === slots && new Set(hosts).size === nodes.length;
  return [
    check(`MPI over all ${String(slots)} slots`, passed && complete, passed ? found : tail(output)),
  ];
}

function tail(output: string): string {
  return output.trim().split("\n").slice(-2).join(" / ");
}
