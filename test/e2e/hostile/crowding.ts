import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { daemons, expectSameDaemons } from "./daemons";
import { inBackground, type HostileCluster } from "./hostile-cluster";
import { until } from "./waits";

/** Longest time for a login while somebody has filled the master, seconds. */
const LOGIN_SEC = 45;

/** Python that starts so many processes with so much memory each and keeps them for two minutes. */
const crowd = (count: number, mib: number): string => `exec timeout -k 1 120 python3 - <<'PYTHON'
import os, time
for number in range(${String(count)}):
    try:
        if os.fork() == 0:
            block = bytearray(os.urandom(4096) * 256 * ${String(mib)})
            time.sleep(120)
            os._exit(0)
    except OSError:
        time.sleep(0.1)
time.sleep(120)
PYTHON`;

/** Whether the processes are there, all but a few. */
const ASLEEP = '[ "$(pgrep -c -u bob -x sleep)" -ge 800 ]';

/** Whether bob's programs, those that the kernel leaves him, have at least half of the memory that he may have. */
const GREEDY = `cd /sys/fs/cgroup/slipway-users/bob && [ "$(pgrep -c -u bob python3)" -ge 10 ] &&
  [ "$(awk '$1 == "anon" { print $2 }' memory.stat)" -ge $(($(cat memory.max) / 2)) ]`;

/** Again and again: what is killed last may have started more. */
const END = "for _ in $(seq 30); do sudo pkill -9 -u bob || exit 0; sleep 1; done; exit 1";

/** One user takes processes and memory of the master for himself. */
export function crowding(cluster: HostileCluster): void {
  afterEach(async () => {
    await cluster.mustOperate("master", END, 120);
  });

  it("lets the operator and others in while a user keeps 849 processes asleep", async () => {
    await cluster.mustAs(
      "bob",
      "master",
      inBackground("for _ in $(seq 849); do sleep 240 & done; wait"),
    );
    await sleep(20_000);
    await cluster.mustOperate("master", until(ASLEEP, 60), 150);
    await expectLogins();
  });

  it("keeps the scheduler and all it needs alive while 120 processes want all memory", async () => {
    const before = await daemons(cluster, "master");
    await cluster.mustAs("bob", "master", inBackground(crowd(120, 8)));
    await sleep(20_000);
    await cluster.mustOperate("master", until(GREEDY, 40), 120);
    await expectLogins();
    expectSameDaemons(before, await daemons(cluster, "master"));
    const queue = await cluster.as("alice", "master", "qstat -q", 60);
    expect(queue.code, queue.stderr).to.equal(0);
  });

  async function expectLogins(): Promise<void> {
    const operator = await cluster.operator("master", "sudo true", LOGIN_SEC);
    expect(operator.code, `the operator's login: ${operator.stderr}`).to.equal(0);
    const other = await cluster.as("alice", "master", "true", LOGIN_SEC);
    expect(other.code, `alice's login: ${other.stderr}`).to.equal(0);
  }
}
