import { check, type Check } from "./check";
import type { PbsNode } from "./nodes";
import { runRemote, type Shell } from "./shell";

/** What one job wrote; undefined where the file never came. */
export interface JobOutput {
  readonly id: string;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What was seen of all jobs. */
export interface JobsRun {
  readonly submitted: number;
  /** From the first `qsub` to the last job's end, seconds. */
  readonly seconds: number;
  /** States that `qstat` showed. */
  readonly states: ReadonlySet<"Q" | "R" | "C">;
  readonly outputs: readonly JobOutput[];
}

export interface JobsTest {
  readonly jobs: number;
  /** Time that each job sleeps, seconds. */
  readonly sleepSec: number;
  /** Longest wait for the last of them, seconds. */
  readonly deadlineSec: number;
  /** Folder below the user's home for script and outputs. */
  readonly folder: string;
}

/** Submits the jobs of the 2013 tutorial as an ordinary user and waits for them. */
export async function runJobs(
  shell: Shell,
  { jobs, sleepSec, deadlineSec, folder }: JobsTest,
  progress: (text: string) => void = () => undefined,
): Promise<JobsRun> {
  const onLine = (line: string): void => {
    if (line.startsWith("submitting ")) progress(line);
    const [, queued, running, complete] = /^states (\d+) (\d+) (\d+)$/.exec(line) ?? [];
    if (complete !== undefined)
      progress(`${String(queued)} queued, ${String(running)} running, ${complete} complete`);
  };
  return parseJobs(
    await runRemote(shell, "jobs.sh", [jobs, sleepSec, deadlineSec, folder], { onLine }),
  );
}

/** Reads what `remote/jobs.sh` prints. */
export function parseJobs(text: string): JobsRun {
  const lines = text.split("\n").map((line) => line.split(" "));
  const of = (word: string) =>
    lines.filter(([first]) => first === word).map((line) => line.slice(1));
  const states = new Set<"Q" | "R" | "C">();
  for (const counts of of("states")) {
    for (const [i, state] of (["Q", "R", "C"] as const).entries())
      if (Number(counts[i]) > 0) states.add(state);
  }
  return {
    submitted: Number(of("submitted")[0]?.[0] ?? 0),
    seconds: Number(of("ended")[0]?.[0] ?? NaN),
    states,
    outputs: of("job").map(([id = "", stdout, stderr]) => ({
      id,
      ...decoded("stdout", stdout),
      ...decoded("stderr", stderr),
    })),
  };
}

/** Holds the run against the contract. */
export function judgeJobs(
  run: JobsRun,
  { jobs, sleepSec }: JobsTest,
  nodes: readonly PbsNode[],
): Check[] {
  const right = run.outputs.filter(({ stdout }) => isRight(stdout));
  const hosts = new Set(right.map(({ stdout }) => firstLine(stdout)));
  const quiet = run.outputs.filter(({ stderr }) => stderr === "");
  const slots = nodes.reduce((sum, { np }) => sum + np, 0);
  const ideal = slots > 0 ? Math.ceil(jobs / slots) * sleepSec : NaN;
  const named = nodes.filter(({ name }) =>
    [...hosts].some((host) => shortName(host) === shortName(name)),
  );
  return [
    check(
      `${String(jobs)} jobs, all right`,
      right.length === jobs && run.submitted === jobs,
      `${String(right.length)}/${String(jobs)} in ${run.seconds.toFixed(1)} s (sleeping alone: ${String(ideal)} s)`,
    ),
    check("qstat shows Q, R and C", run.states.size === 3, [...run.states].join(" → ")),
    check(
      "every worker is named in the outputs",
      named.length === nodes.length,
      [...hosts].join(", "),
    ),
    check(
      "all stderr files are empty",
      quiet.length === jobs,
      `${String(quiet.length)}/${String(jobs)}`,
    ),
  ];
}

/** A host name, then two dates. */
function isRight(stdout: string | undefined): boolean {
  const [host = "", first = "", second = "", ...rest] = (stdout ?? "").split("\n");
  const looksLikeDate = (line: string) => /\d\d:\d\d:\d\d/.test(line);
  return (
    /^[\w.-]+$/.test(host) && looksLikeDate(first) && looksLikeDate(second) && rest.join("") === ""
  );
}

function firstLine(text: string | undefined): string {
  return (text ?? "").split("\n")[0] ?? "";
}

function shortName(host: string): string {
  return host.split(".")[0] ?? host;
}

function decoded<K extends string>(key: K, word: string | undefined): Partial<Record<K, string>> {
  if (word?.startsWith("=") !== true) return {};
  return { [key]: Buffer.from(word.slice(1), "base64").toString("utf8") } as Record<K, string>;
}
