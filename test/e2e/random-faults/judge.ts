import { setTimeout as sleep } from "node:timers/promises";
import type { Remote } from "../support/remote";
import { SERVICES } from "./faults";

/** Longest time for one look at a node, seconds; a frozen one does not answer at all. */
const LOOK_SEC = 30;
const JOB_SEC = 75;
/** Clocks further apart than this are a fault, seconds; the looks themselves take a few. */
const CLOCK_SEC = 60;

/**
 * Everything that is wrong with the cluster, a line each. It looks with ssh and a job of its own and asks none of
 * slipway's commands, whose word it is there to check.
 */
export async function judge(remote: Remote, workers: readonly string[]): Promise<string[]> {
  const token = remote.script("slipway@master", "munge --no-input", LOOK_SEC);
  const credential = (await token).stdout.trim();
  const looks = [
    look(remote, "master", masterScript()),
    ...workers.map((worker) => look(remote, worker, workerScript(credential))),
  ];
  const problems = (await Promise.all(looks)).flat();
  // A job can't run on what is known to be broken, and would wait for its deadline.
  if (problems.length > 0) return problems;
  return (await Promise.all(workers.map((worker) => tryJob(remote, worker)))).flat();
}

/** Judges until nothing is wrong, for as long as a cluster may need to come back; answers what is left. */
export async function judgeUntilGood(
  remote: Remote,
  workers: readonly string[],
  seconds: number,
): Promise<string[]> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const problems = await judge(remote, workers);
    if (problems.length === 0 || Date.now() > end) return problems;
    await sleep(3000);
  }
}

async function look(remote: Remote, node: string, script: string): Promise<string[]> {
  // As root: without a bus of the system, systemd answers nobody else.
  const asRoot = `sudo bash -s <<'LOOK'\n${script}\nLOOK`;
  const { code, stdout, stderr } = await remote.script(`slipway@${node}`, asRoot, LOOK_SEC);
  if (code !== 0) return [`${node}: can't be looked at: ${stderr.trim().slice(-200)}`];
  const lines = stdout.split("\n").filter((line) => line !== "");
  const [clock, ...problems] = lines;
  const apart = Math.abs(Number(clock) - Date.now() / 1000);
  if (!(apart < CLOCK_SEC)) problems.push(`clock ${String(Math.round(apart))} s apart`);
  return problems.map((problem) => `${node}: ${problem}`);
}

/** Its first line is the node's clock; each further one a problem. */
function script(units: readonly string[], more: string): string {
  return `date +%s
for unit in ${units.join(" ")}; do systemctl is-active --quiet "$unit" || echo "$unit is not active"; done
free=$(df --block-size=1M --output=avail / | tail -n 1)
[ "$free" -ge 20 ] || echo "$free MiB free on /"
${more}
exit 0`;
}

function masterScript(): string {
  const more = `for share in /home /scratch /srv/slipway; do
  exportfs | grep -q "^$share\\b" || echo "$share is not exported"
done
[ "$(cat /proc/fs/nfsd/threads)" -gt 0 ] || echo "nfsd has no threads"
timeout 10 scontrol ping | grep -q "is UP" || echo "slurmctld does not answer"
getent hosts worker-1 >/dev/null || echo "worker-1 has no name"`;
  return script(Object.keys(SERVICES.master), more);
}

function workerScript(credential: string): string {
  const more = `for share in /home /scratch /srv/slipway; do
  findmnt --noheadings --types nfs4 "$share" >/dev/null || echo "$share is not mounted"
  timeout 10 stat --file-system "$share" >/dev/null || echo "$share does not answer"
done
printf %s '${credential}' | timeout 10 unmunge >/dev/null 2>&1 || echo "does not take the master's munge credential"`;
  return script(Object.keys(SERVICES.worker), more);
}

/** A batch job of alice's that reads her home on the worker. */
async function tryJob(remote: Remote, worker: string): Promise<string[]> {
  const output = `judge-${worker}.out`;
  const text = `cd && echo seen >judge-file && rm -f ${output}
echo 'cat judge-file; hostname' | timeout ${String(JOB_SEC)} qsub -W block=true -l nodes=${worker} -j oe -o ${output} >/dev/null
code=$?
[ $code = 0 ] || scancel --me
for _ in $(seq 10); do [ -s ${output} ] && break; sleep 0.5; done
cat ${output}`;
  const { stdout } = await remote.script("alice@master", text, JOB_SEC + 30);
  const said = stdout.trim().replaceAll("\n", " ");
  return said === `seen ${worker}` ? [] : [`${worker}: a job there printed "${said}"`];
}
