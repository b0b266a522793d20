import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { Remote } from "../e2e/support/remote";
import { ROOT } from "../e2e/support/sandbox";

/** What a node or a job is like, by topic. */
export type Facts = Readonly<Record<string, readonly string[]>>;

/**
 * The facts of every cloud, free of what has to differ: addresses, sizes, numbers that time gives. The same file for
 * all, written by a run with SLIPWAY_UPDATE_FACTS=1.
 */
const GOLDEN = path.join(ROOT, "test/conformance/golden-facts.json");

/** Run by the operator on each node; what a job that has just ended leaves for a moment is waited for. */
const NODE = `
for _ in $(seq 100); do pgrep -x slurmstepd >/dev/null || break; sleep 0.2; done
echo '# users'; getent passwd | awk -F: '$3 >= 1000 && $3 < 60000'
echo '# groups'; getent group | awk -F: '$3 >= 1000 && $3 < 60000'
echo '# mounts'; findmnt --raw --noheadings --types ext4,nfs4 --output TARGET,FSTYPE,OPTIONS
echo '# limits'; sudo -iu alice bash -c 'ulimit -a'
echo '# ports'; ss --no-header --listening --tcp --numeric | awk '{ print $4 }' | sort -u
echo '# time'; grep -E '^(server|local|allow)' /etc/chrony/chrony.conf
echo '# daemons'; sudo systemctl list-units --type=service --state=running --plain --no-legend | awk '{ print $1 }' | sort
`;

/** Run by a user on the master. */
const BATCH = `
echo '# queues'; qstat -q; scontrol --oneliner show partition
echo '# pbsnodes'; pbsnodes -a
echo '# environment of a job'
echo 'env; ulimit -a' >facts.sh
id=$(qsub -W block=true -l nodes=worker-1 -j oe facts.sh)
for _ in $(seq 40); do [ -s "facts.sh.o\${id%%.*}" ] && break; sleep 0.5; done
grep -v '^_=' "facts.sh.o\${id%%.*}"
`;

/** The facts of a cluster with these nodes; one of them is the master. */
export async function clusterFacts(
  remote: Remote,
  nodes: readonly string[],
): Promise<Record<string, Facts>> {
  const facts: Record<string, Facts> = {};
  for (const node of nodes) facts[node] = parse(await remote.must(`slipway@${node}`, NODE));
  facts.batch = parse(await remote.must("alice@master", BATCH));
  return facts;
}

/** Ports on which the node listens for other machines. */
export function listening({ ports = [] }: Facts): number[] {
  return ports
    .filter((line) => !line.startsWith("127."))
    .map((line) => Number(line.split(":").at(-1)));
}

/** Holds the facts against those of the other clouds. */
export function expectSameFacts(raw: Record<string, Facts>): void {
  const facts = normalised(raw);
  const text = `${JSON.stringify(facts, null, 2)}\n`;
  if (process.env.SLIPWAY_UPDATE_FACTS !== undefined) writeFileSync(GOLDEN, text);
  const golden = JSON.parse(readFileSync(GOLDEN, "utf8")) as Record<string, Facts>;
  expect([
    ...lacking(golden, facts, "lacks"),
    ...lacking(facts, golden, "has besides"),
  ]).to.deep.equal([]);
  expect(facts).to.deep.equal(golden);
}

/** What one has and the other has not, a line each: mocha cuts a difference of whole objects off. */
function lacking(one: Record<string, Facts>, other: Record<string, Facts>, word: string): string[] {
  return Object.entries(one).flatMap(([node, topics]) =>
    Object.entries(topics).flatMap(([topic, lines]) =>
      lines
        .filter((line) => !(other[node]?.[topic] ?? []).includes(line))
        .map((line) => `${node}, ${topic}: ${word} ${line}`),
    ),
  );
}

/** Reads "# topic" lines, each followed by its facts. */
function parse(text: string): Facts {
  const facts: Record<string, string[]> = {};
  let topic: string[] = [];
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line.startsWith("# ")) facts[line.slice(2)] = topic = [];
    else if (line !== "") topic.push(line);
  }
  return facts;
}

/** What may differ between two clouds, or two runs on one. */
const VARYING: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/\b(?!0\.0\.0\.0|127\.)\d+\.\d+\.\d+\.\d+\b(?:\/\d+)?/g, "ADDRESS"],
  // NFS takes a free port for its locks at each start.
  [/^(0\.0\.0\.0|\[::\]):(?:3[2-9]|[45]\d|6[0-5])\d{3}$/, "$1:FREE"],
  [/\brectime=\d+/, "rectime=TIME"],
  [/\bopsys=linux [^,]+/, "opsys=linux"],
  // A flavor has the memory that it has, and by it the kernel sizes these limits.
  [/\b(availmem|size|mem|DefMemPerCPU|SLURM_MEM_PER_CPU)=[^, ]+/g, "$1=SIZE"],
  [
    /^((?:max user processes|max locked memory|max memory size|pending signals)\b.*\)) +\d+$/,
    "$1 BY MEMORY",
  ],
  [/\b(PBS_JOBID|SLURM_JOB_?ID|SLURM_TASK_PID)=\d+/, "$1=N"],
  [/\b(SLURM_JOB_(?:START|END)_TIME)=\d+/, "$1=TIME"],
  [/\/\d+\.(?=master)/, "/N."],
];

function normalised(raw: Record<string, Facts>): Record<string, Facts> {
  const line = (text: string): string =>
    VARYING.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text);
  const topic = (lines: readonly string[]): string[] => [...new Set(lines.map(line))].sort();
  const facts = (each: Facts): Facts =>
    Object.fromEntries(Object.entries(each).map(([name, lines]) => [name, topic(lines)]));
  return Object.fromEntries(Object.entries(raw).map(([node, each]) => [node, facts(each)]));
}
