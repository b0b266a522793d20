import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";

/** Longest time for that, seconds: 137,000 files take minutes on an emulated processor. */
const FILL_SEC = 500;

/** How a user fills what all share on a worker. */
const FILLED = {
  "its last block": "cat /dev/zero >/tmp/hog/full 2>/dev/null; df --output=avail /tmp | tail -n 1",
  "its last inode": `python3 - <<'PYTHON'
number = 0
try:
    while True:
        open(f"/tmp/hog/{number}", "x").close()
        number += 1
except OSError:
    pass
PYTHON
df --output=iavail /tmp | tail -n 1`,
} as const;

/** Temporary files of all users of a node lie on one disk, and who fills it may not end the others' work. */
export function fullWorker(cluster: HostileCluster): void {
  afterEach(async () => {
    await cluster.mustOperate("worker-1", "sudo rm -rf /tmp/hog", 240);
  });

  for (const [name, fill] of Object.entries(FILLED)) {
    it(`runs jobs of others on a worker whose disk for users lacks ${name}`, async function () {
      this.timeout(2 * FILL_SEC * 1000);
      // By the operator's hand: a login's share of a worker's memory is too small for so many files at once.
      const encoded = Buffer.from(`mkdir /tmp/hog; ${fill}`).toString("base64");
      const bob = `echo ${encoded} | base64 -d | sudo -u bob timeout ${String(FILL_SEC)} bash`;
      const left = await cluster.mustOperate("worker-1", bob, FILL_SEC + 30);
      expect(Number(left)).to.equal(0);
      const job = `echo 'cat "$PBS_NODEFILE"' | qsub -W block=true -l nodes=worker-1 -N full -j oe -o full.out`;
      const ran = await cluster.as("alice", "master", `rm -f full.out; ${job}`, 120);
      expect(ran.code, ran.stderr).to.equal(0);
      const wait = "for _ in $(seq 40); do [ -s full.out ] && break; sleep 0.5; done; cat full.out";
      expect(await cluster.mustAs("alice", "master", wait)).to.match(/^worker-1\./);
      const state = await cluster.mustOperate("master", "sudo sinfo -h -n worker-1 -o %T");
      expect(state).to.match(/^(idle|mixed|allocated)/);
    });
  }
}
