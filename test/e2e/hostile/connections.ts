import { expect } from "chai";
import { inBackground, type HostileCluster } from "./hostile-cluster";

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

/** Python that announces a message of a gigabyte and sends it, unsigned, four times at once. */
const flood = (host: string, port: number): string => `exec timeout 40 python3 - <<'PYTHON'
import socket, struct, threading
def send():
    try:
        connection = socket.create_connection(("${host}", ${String(port)}), 10)
        connection.sendall(struct.pack(">I", 1 << 30))
        for _ in range(1024):
            connection.sendall(bytes(1 << 20))
    except OSError:
        pass
threads = [threading.Thread(target=send) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
PYTHON`;

/** Whoever has an account can talk to the scheduler's daemons, signed or not. */
export function connections(cluster: HostileCluster): void {
  afterEach(async () => {
    for (const node of ["master", "worker-1"])
      await cluster.operator(node, "sudo pkill -9 -u bob python3");
  });

  it("serves others while a user holds all connections to the scheduler that he can have", async () => {
    await cluster.mustAs("bob", "master", inBackground(hold("master", 817, 60)));
    const queue = await cluster.as("alice", "master", "sleep 15; qstat -q", 75);
    expect(queue.code, queue.stderr).to.equal(0);
    const wait = "for _ in $(seq 40); do [ -s background.out ] && break; sleep 0.5; done";
    const held = await cluster.mustAs("bob", "master", `${wait}; cat background.out`);
    expect(Number(held), "connections of one user of a node").to.be.within(20, 30);
  });

  it("keeps a job of another's running, and the node at work, under messages of a gigabyte", async () => {
    const script =
      "echo 'sleep 45; echo lived' | qsub -l nodes=worker-1 -N lived -j oe -o lived.out";
    await cluster.mustAs("alice", "master", `rm -f lived.out; ${script}`);
    await cluster.as("bob", "master", flood("worker-1", 818), 90);
    await cluster.as("bob", "master", flood("master", 817), 90);
    const out = `for _ in $(seq 120); do [ -s lived.out ] && break; sleep 1; done; cat lived.out`;
    expect(await cluster.mustAs("alice", "master", out, 150)).to.equal("lived");
    const next = "echo hostname | qsub -W block=true -l nodes=worker-1 -j oe -o /dev/null";
    expect((await cluster.as("alice", "master", next, 120)).code).to.equal(0);
  });
}
