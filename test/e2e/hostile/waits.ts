import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";

/** Time for what a caller started to end after the caller has gone, seconds. */
const SOON_SEC = 15;
const LEAVE = "slipway-worker .*leave worker-2";

/** Commands of `pulumi up` that wait, for a lock or for jobs, when nobody waits for them any more. */
export function waits(cluster: HostileCluster): void {
  it("names who holds a lock instead of waiting for ever", async () => {
    const trap = "mv .ssh/id_ed25519.pub kept.pub && mkfifo .ssh/id_ed25519.pub";
    await cluster.mustAs("bob", "master", trap);
    const first = cluster.apply(cluster.users, 40);
    try {
      await cluster.mustOperate("master", until("pgrep -f 'slipway-users .*apply'", 15));
      await sleep(2000);
      const second = await cluster.apply(cluster.users, 4);
      expect(second.code).to.not.equal(0);
      expect(second.seconds).to.be.below(30);
      expect(second.stderr).to.match(
        /lock \/srv\/slipway\/\S+ (is )?held by slipway-users apply \(pid \d+, since \d\d:\d\d/,
      );
    } finally {
      await cluster.mustAs("bob", "master", "mv kept.pub .ssh/id_ed25519.pub");
      await cluster.operator("master", "sudo pkill -f 'slipway-users .*apply'");
      await first;
    }
  });

  it("ends on the node when its caller has gone", async () => {
    const submit = "echo sleep 200 | qsub -l nodes=worker-2 -j oe -o /dev/null";
    const job = await cluster.mustAs("alice", "master", submit);
    const runs = "squeue --noheader --me --states=R | grep -q worker-2";
    await cluster.mustAs("alice", "master", until(runs, 40));
    const leave = "sudo slipway-worker --deadline 200 leave worker-2";
    const caller = cluster.remote.start("slipway@master", leave);
    try {
      await cluster.mustOperate("master", until(`pgrep -f '${LEAVE}'`, 20));
      await sleep(2000);
      caller.kill("SIGKILL");
      const gone = await cluster.operator("master", until(`! pgrep -f '${LEAVE}'`, SOON_SEC));
      expect(gone.code, `still there: ${gone.stdout}`).to.equal(0);
    } finally {
      await cluster.operator("master", `sudo pkill -f '${LEAVE}'`);
      await cluster.mustAs("alice", "master", `qdel ${job}`);
      // It may have been taken back already, and then the scheduler refuses.
      await cluster.operator("master", "sudo scontrol update nodename=worker-2 state=resume");
      const works =
        "sudo sinfo --noheader --nodes=worker-2 --format=%T | grep -qE 'idle|mixed|allocated'";
      await cluster.mustOperate("master", until(works, 30));
    }
  });
}

/** Waits until the command succeeds and prints what it says; fails after so many seconds. */
export function until(command: string, seconds: number): string {
  return `for _ in $(seq ${String(2 * seconds)}); do ${command} && exit 0; sleep 0.5; done; exit 1`;
}
