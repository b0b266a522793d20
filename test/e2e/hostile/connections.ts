import { expect } from "chai";
import { portOf } from "./daemons";
import { inBackground, type HostileCluster } from "./hostile-cluster";
import { until } from "./waits";

/** How many messages of a gigabyte are sent at once. */
const MESSAGES = 4;

/** Python that opens so many connections to a port and keeps them for two minutes, without a word. */
const hold = (host: string, port: number, count: number): string => `exec python3 - <<'PYTHON'
import socket, time
held = []
for _ in range(${String(count)}):
    connection = socket.socket()
    connection.settimeout(2)
    try:
        connection.connect(("${host}", ${String(port)}))
        held.append(connection)
    except OSError:
        break
print(len(held), flush=True)
time.sleep(120)
PYTHON`;

/**
 * Python that announces messages of a gigabyte and sends them, unsigned, all at once. It prints how many were announced
 * and how many KiB of them the daemon, or the kernel for it, took before it hung up.
 */
const flood = (host: string, port: number): string => `exec python3 - <<'PYTHON'
import os, socket, struct, threading, time
announced, sent = [], []
for _ in range(${String(MESSAGES)}):
    try:
        connection = socket.create_connection(("${host}", ${String(port)}), 10)
        connection.sendall(struct.pack(">I", 1 << 30))
        announced.append(connection)
    except OSError:
        pass
def send(connection):
    try:
        for _ in range(1 << 14):
            connection.sendall(bytes(1 << 16))
            sent.append(64)
    except OSError:
        pass
threads = [threading.Thread(target=send, args=[connection]) for connection in announced]
for thread in threads: thread.start()
end = time.monotonic() + 40
for thread in threads: thread.join(max(0, end - time.monotonic()))
print(len(announced), sum(sent), flush=True)
os._exit(0)
PYTHON`;

/** Whoever has an account can talk to the scheduler's daemons, signed or not. */
export function connections(cluster: HostileCluster): void {
  afterEach(async () => {
    for (const node of ["master", "worker-1"])
      await cluster.operator(node, "sudo pkill -9 -u bob python3");
  });

  it("serves others while a user holds all connections to the scheduler that he can have", async () => {
    const port = await portOf(cluster, "master", "slurmctld");
    await cluster.mustAs("bob", "master", inBackground(hold("master", port, 60)));
    const queue = await cluster.as("alice", "master", "sleep 15; qstat -q", 75);
    expect(queue.code, queue.stderr).to.equal(0);
    const wait = "for _ in $(seq 40); do [ -s background.out ] && break; sleep 0.5; done";
    const held = await cluster.mustAs("bob", "master", `${wait}; cat background.out`);
    expect(Number(held), "connections of one user of a node").to.be.within(20, 30);
  });

  it("lets the operator and others on to a worker while a user holds all logins there that he can begin", async () => {
    await cluster.mustAs("bob", "master", inBackground(hold("worker-1", 22, 35)));
    const wait = "for _ in $(seq 80); do [ -s background.out ] && break; sleep 0.5; done";
    const held = await cluster.mustAs("bob", "master", `${wait}; cat background.out`, 90);
    expect(Number(held), "logins of one user of a node").to.be.at.least(20);
    const operator = await cluster.operator("worker-1", "sudo true", 45);
    expect(operator.code, `the operator's login: ${operator.stderr}`).to.equal(0);
    const other = await cluster.as("alice", "worker-1", "true", 45);
    expect(other.code, `alice's login: ${other.stderr}`).to.equal(0);
  });

  it("keeps a job of another's running, and the node at work, under messages of a gigabyte", async () => {
    const script =
      "echo 'sleep 60; echo lived' | qsub -l nodes=worker-1 -N lived -j oe -o lived.out";
    await cluster.mustAs("alice", "master", `rm -f lived.out; ${script}`);
    const runs = "squeue --noheader --me --states=R | grep -q worker-1";
    await cluster.mustAs("alice", "master", until(runs, 40), 90);
    await expectFlood("worker-1", "slurmd");
    await expectFlood("master", "slurmctld");
    const out = `for _ in $(seq 120); do [ -s lived.out ] && break; sleep 1; done; cat lived.out`;
    expect(await cluster.mustAs("alice", "master", out, 150)).to.equal("lived");
    const next = "echo hostname | qsub -W block=true -l nodes=worker-1 -j oe -o /dev/null";
    expect((await cluster.as("alice", "master", next, 120)).code).to.equal(0);
  });

  /** Floods a daemon, which has to have met the attack. */
  async function expectFlood(node: string, daemon: string): Promise<void> {
    const port = await portOf(cluster, node, daemon);
    const said = await cluster.mustAs("bob", "master", flood(node, port), 120);
    const [announced, kib] = said.split(" ").map(Number);
    expect(announced, `messages to ${daemon}`).to.equal(MESSAGES);
    // slurmctld hangs up soon: it took 640 KiB of 4 GiB.
    expect(kib, `KiB that ${daemon} took`).to.be.above(0);
  }
}
