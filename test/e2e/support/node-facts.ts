import type { Remote } from "./remote";

/** What must not change on a node that a change is not about. */
export interface NodeFacts {
  readonly bootId: string;
  /** Daemon → process id. */
  readonly daemons: Readonly<Record<string, string>>;
}

const DAEMONS = ["munged", "slurmctld", "slurmd", "sshd"];

/** Boot id and daemon processes of one node. */
export async function nodeFacts(remote: Remote, node: string): Promise<NodeFacts> {
  const pids = DAEMONS.map((daemon) => `echo "${daemon} $(pgrep -o -x ${daemon} || true)"`);
  const text = await remote.must(
    `slipway@${node}`,
    ["cat /proc/sys/kernel/random/boot_id", ...pids].join("\n"),
  );
  const [bootId = "", ...lines] = text.split("\n");
  const daemons = lines
    .map((line) => line.split(" "))
    .filter(([, pid]) => pid !== undefined && pid !== "");
  return { bootId, daemons: Object.fromEntries(daemons) as Record<string, string> };
}

/** The facts of several nodes by name. */
export async function factsOf(
  remote: Remote,
  nodes: readonly string[],
): Promise<Record<string, NodeFacts>> {
  const facts = await Promise.all(nodes.map((node) => nodeFacts(remote, node)));
  return Object.fromEntries(nodes.map((node, index) => [node, facts[index]])) as Record<
    string,
    NodeFacts
  >;
}
