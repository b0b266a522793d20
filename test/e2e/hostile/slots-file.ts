import { expect } from "chai";
import { type HostileCluster } from "./hostile-cluster";

/** Job numbers after the last one that bob tries to be first at. */
const AHEAD = 40;

/** A job's list of slots (`$PBS_NODEFILE`) is written for it on a node where others work, too. */
export function slotsFile(cluster: HostileCluster): void {
  it("lets no user spoil a job by making its file of slots first", async () => {
    const id = await cluster.mustAs("bob", "master", "echo true | qsub -o /dev/null -j oe");
    const [number = "", server = ""] = id.split(/\.(.*)/);
    const next = Number(number) + 1;
    for (const node of ["worker-1", "worker-2"]) {
      const files = `/var/spool/torque/aux/$number.${server}`;
      const loop = `for number in $(seq ${String(next)} ${String(next + AHEAD)}); do echo evil >${files} && chmod 444 ${files}; done 2>/dev/null`;
      await cluster.as("bob", node, loop);
    }
    const job = `echo 'cat "$PBS_NODEFILE"; ls -l "$PBS_NODEFILE"' | qsub -W block=true -l nodes=2 -N slots -j oe -o slots.out`;
    await cluster.as("alice", "master", `rm -f slots.out; ${job}`, 90);
    const out = await cluster.mustAs("alice", "master", shown("slots.out"));
    const [first, second, listing = ""] = out.split("\n");
    expect([first?.split(".")[0], second?.split(".")[0]], out).to.have.members([
      "worker-1",
      "worker-2",
    ]);
    expect(listing, "written by others than its job").to.match(/^-[r-][w-]-[r-]--[r-]--/);
  });

  it("lets no user spoil mpirun by making its folder in /tmp first", async () => {
    const names = `seq -f "/tmp/prterun.worker-1.%.0f.$(id -u alice)" 1 9000`;
    // By the operator's hand: a login's share of a worker's memory is too small for so many at once.
    await cluster.mustOperate("worker-1", `${names} | sudo -u bob xargs mkdir`, 120);
    const job =
      "echo 'mpirun -np 1 hostname' | qsub -W block=true -l nodes=worker-1 -N mpi -j oe -o mpi.out";
    const ran = await cluster.as("alice", "master", `rm -f mpi.out; ${job}`, 90);
    await cluster.mustOperate("worker-1", `${names} | sudo xargs rmdir`, 120);
    expect(ran.code, ran.stderr).to.equal(0);
    expect(await cluster.mustAs("alice", "master", shown("mpi.out"))).to.match(/^worker-1/);
  });

  it("leaves no file of slots of a job that has ended", async () => {
    const left = await cluster.mustOperate(
      "worker-1",
      "for _ in $(seq 20); do pgrep -x slurmstepd >/dev/null || break; sleep 0.5; done; " +
        "sudo find /var/spool/torque -name '*.master.*' -user alice",
    );
    expect(left).to.equal("");
  });
}

/** Prints a file of a job, for which it may be a moment early. */
function shown(file: string): string {
  return `for _ in $(seq 40); do [ -s ${file} ] && break; sleep 0.5; done; cat ${file}`;
}
