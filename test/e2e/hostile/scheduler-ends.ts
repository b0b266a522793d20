import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";
import { daemons, expectSameDaemons } from "./daemons";

/** Requests of any user that ended slurmctld 24.11, or made it search for ever: see recipes/torque-node, slurm.conf. */
const ENDING = {
  "a job with 65536 tasks for each socket": `sbatch --ntasks-per-socket=65536 -n2 -N1 -o /dev/null --wrap=true`,
  "one that is held first": `job=$(sbatch --parsable -H --ntasks-per-socket=65536 -n2 -N1 -o /dev/null --wrap=true)
scontrol release "$job"`,
  "jobs whose ends lie a century apart": `sbatch -t5 -n1 -w worker-1 -o /dev/null --wrap='sleep 60'
sbatch -t40000-0 -n1 -w worker-2 -o /dev/null --wrap='sleep 60'
sleep 4
timeout 20 sbatch --test-only -N2 -n2 -t5 --wrap=true`,
  "a request for the configuration that is empty": `python3 - <<'PYTHON'
import socket, struct, subprocess
payload = b"\x01" + struct.pack(">H", 2015)
credential = subprocess.run(["munge"], input=payload, capture_output=True, check=True).stdout.strip() + b"\0"
header = struct.pack(">HHHIHHH", 42 << 8, 0, 2015, 0, 0, 0, 0)
whole = header + struct.pack(">II", 101, len(credential)) + credential
with socket.create_connection(("master", 817), 10) as server:
    server.settimeout(10)
    server.sendall(struct.pack(">I", len(whole)) + whole)
    try:
        print(len(server.recv(4096)))
    except OSError as error:
        print(error)
PYTHON`,
} as const;

/** The scheduler must live on and answer, whatever one user asks of it. */
export function schedulerEnds(cluster: HostileCluster): void {
  afterEach(async () => {
    await cluster.operator("master", "sudo timeout 30 scancel --user=bob");
  });

  for (const [name, request] of Object.entries(ENDING)) {
    it(`is not ended by ${name}`, async () => {
      const before = await daemons(cluster, "master");
      await cluster.as("bob", "master", request, 90);
      await cluster.mustOperate("master", "sleep 3");
      const answer = await cluster.as("alice", "master", "timeout 30 squeue --noheader", 60);
      expect(answer.code, answer.stderr).to.equal(0);
      expectSameDaemons(before, await daemons(cluster, "master"));
    });
  }

  it("takes no job whose texts hold a line's end", async () => {
    for (const option of ["--job-name", "--account", "--comment"]) {
      const sent = await cluster.as(
        "bob",
        "master",
        `sbatch ${option}=$'x\\n4242' -o /dev/null --wrap=true`,
      );
      expect(sent.code, option).to.not.equal(0);
      expect(sent.stderr, option).to.match(/control character/);
    }
  });
}
