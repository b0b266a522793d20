import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { daemons, expectSameDaemons } from "./daemons";
import type { HostileCluster } from "./hostile-cluster";

const QUIET = "-j oe -o /dev/null";

/** Prints how many tasks the node has, without starting one: a bomb leaves little time for others. */
const TASKS = "read -r _ _ _ tasks _ </proc/loadavg; echo ${tasks#*/}";

/** Processes of a fork bomb that is at work; the job's memory ends at some hundreds. */
const BOMB = 50;

/** Jobs that take more than their share, or leave something behind. */
export function jobs(cluster: HostileCluster): void {
  it("lets the operator on to a node where a job is a fork bomb, and ends it with qdel", async () => {
    const before = Number(await cluster.mustOperate("worker-1", TASKS));
    const bomb = "python3 -c 'import os\nwhile True:\n try: os.fork()\n except OSError: pass'";
    await cluster.mustAs("bob", "master", `qsub -l nodes=worker-1 ${QUIET} <<'JOB'\n${bomb}\nJOB`);
    await sleep(20_000);
    const login = await cluster.operator("worker-1", `sudo true && ${TASKS}`, 60);
    await cluster.mustAs("bob", "master", "qdel all");
    expect(login.code, login.stderr).to.equal(0);
    expect(Number(login.stdout) - before, "tasks of the bomb").to.be.at.least(BOMB);
    await expectFree("worker-1", "bob");
  });

  it("kills a job that takes more memory than it may, and nothing else", async () => {
    const before = await daemons(cluster, "worker-1");
    // Printed as "got it", which the shell's message about the command does not hold.
    const hog = 'python3 -c \'block = bytearray(300 << 20); print("got", "it")\'';
    const submit = `qsub -W block=true -l nodes=worker-1,mem=100mb -N hog -j oe -o hog.out`;
    await cluster.as("bob", "master", `rm -f hog.out; ${submit} <<'JOB'\n${hog}\nJOB`, 90);
    const said = await cluster.mustAs("bob", "master", "sleep 2; cat hog.out");
    expect(said)
      .to.match(/kill|oom/i)
      .and.not.include("got it");
    expectSameDaemons(before, await daemons(cluster, "worker-1"));
    await expectFree("worker-1", "bob");
  });

  it("leaves no process and no message queue of a job that has ended", async () => {
    const open = `ctypes.CDLL('librt.so.1').mq_open(b'/left', os.O_CREAT | os.O_RDWR, 0o600, None)`;
    const queue = `python3 -c "import ctypes, os; print(${open})" >~/queue.out`;
    const job = `setsid -f sleep 600; (setsid nohup sleep 601 &)\n${queue}`;
    const submit = `qsub -W block=true -l nodes=worker-2 ${QUIET}`;
    await cluster.mustAs("bob", "master", `${submit} <<'JOB'\n${job}\nJOB`, 90);
    expect(Number(await cluster.mustAs("bob", "master", "cat queue.out"))).to.be.at.least(0);
    await expectFree("worker-2", "bob");
    expect(await cluster.mustOperate("worker-2", "ls -A /dev/mqueue")).to.equal("");
  });

  /** Nothing of the user runs there any more and the next job does. */
  async function expectFree(node: string, user: string): Promise<void> {
    const gone = `for _ in $(seq 40); do pgrep -u ${user} >/dev/null || exit 0; sleep 0.5; done; pgrep -a -u ${user}; exit 1`;
    const left = await cluster.operator(node, gone, 60);
    expect(left.code, left.stdout).to.equal(0);
    const next = `echo hostname | qsub -W block=true -l nodes=${node} -N next -j oe -o next.out`;
    await cluster.mustAs("alice", "master", `rm -f next.out; ${next}`, 120);
    expect(await cluster.mustAs("alice", "master", "sleep 1; cat next.out")).to.include(node);
  }
}
