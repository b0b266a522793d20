import { expect } from "chai";
import { inBackground, type HostileCluster } from "./hostile-cluster";

/** Longest time until a removed user has nothing left on any node, seconds. */
const SOON_SEC = 60;

/** Keys and sessions of people who may not be there, or no longer. */
export function removedUser(cluster: HostileCluster): void {
  it("gives who has the user's key no root: the operator's account refuses it", async () => {
    for (const node of ["master", "worker-1"]) {
      const login = await cluster.remote.withUsersKey(`slipway@${node}`, "sudo id -u");
      expect(login.stdout, node).to.equal("");
      expect(login.code, node).to.equal(255);
      expect(login.stderr, node).to.match(/Permission denied/);
    }
  });

  it("ends sessions, jobs and leftovers of a user who was removed, and takes no more jobs", async () => {
    const submit = "echo sleep 300 | qsub -j oe -o /dev/null -l nodes";
    await cluster.mustAs("bob", "master", `${submit}=worker-1; ${submit}=worker-1`);
    await cluster.mustAs("bob", "master", inBackground("exec sleep 300"));
    await cluster.mustAs("bob", "worker-2", inBackground("exec sleep 300"));
    const session = cluster.as("bob", "master", "sleep 300; echo still here", 200);
    try {
      const apply = await cluster.apply(
        cluster.users.filter(({ name }) => name !== "bob"),
        60,
      );
      expect(apply.code, apply.stderr).to.equal(0);
      for (const node of ["master", "worker-1", "worker-2"]) {
        const left = await cluster.operator(node, nothingOf("bob"), SOON_SEC + 20);
        expect(left.code, `${node}: ${left.stdout}`).to.equal(0);
      }
      expect((await session).stdout).to.equal("");
      const queue = await cluster.mustOperate(
        "master",
        "squeue --noheader --user=bob --states=PD,R,CG,S",
      );
      expect(queue).to.equal("");
      // As one who has kept a way to run something as bob would.
      for (const how of [
        "sbatch --output=/dev/null --wrap=true",
        "qsub -o /dev/null /etc/hostname",
        "srun true",
      ]) {
        const late = await cluster.operator(
          "master",
          `cd /; sudo setpriv --reuid 2002 --regid 2002 --clear-groups env HOME=/ USER=bob PATH="$PATH" timeout 30 ${how}`,
        );
        expect(late.code, how).to.not.equal(0);
        expect(late.code, how).to.not.equal(124);
      }
      expect((await cluster.as("bob", "master", "true")).code).to.equal(255);
    } finally {
      await cluster.operator("master", "sudo scancel --user=bob; sudo pkill -u bob");
      const apply = await cluster.apply(cluster.users, 60);
      expect(apply.code, apply.stderr).to.equal(0);
      await cluster.mustAs("bob", "master", "true");
    }
  });
}

/** Succeeds as soon as the user has no process. */
function nothingOf(user: string): string {
  return `for _ in $(seq ${String(SOON_SEC)}); do pgrep -u ${user} >/dev/null || exit 0; sleep 1; done; pgrep -a -u ${user}; exit 1`;
}
