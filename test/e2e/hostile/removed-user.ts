import { expect } from "chai";
import { USERS } from "../support/test-cluster";
import { inBackground, type HostileCluster } from "./hostile-cluster";

/** Longest time until a removed user has nothing left on any node, seconds. */
const SOON_SEC = 60;

/** Every way to a job, with nothing that could be refused but who asks. */
const SUBMITS = [
  "sbatch --output=/dev/null --wrap=true",
  "qsub -j oe -o /dev/null /etc/hostname",
  "srun true",
] as const;

/** The scheduler's own words: a program that does not start, or has no time, would say others. */
const REFUSAL = /User's group not permitted to use this partition/;

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
      for (const how of SUBMITS) {
        const other = await cluster.operator("master", runAs("alice", how), 90);
        expect(other.code, `alice: ${how}: ${other.stderr}`).to.equal(0);
        const late = await cluster.operator("master", runAs("bob", how), 90);
        expect(late.code, how).to.not.equal(0);
        expect(late.stderr, how).to.match(REFUSAL);
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

/** Runs it without a login, as one who has kept a way to run something as that user would. */
function runAs(name: string, command: string): string {
  const id = String(USERS.find((user) => user.name === name)?.uid);
  const become = `setpriv --reuid ${id} --regid ${id} --clear-groups`;
  return `cd /; sudo ${become} env HOME=/ USER=${name} PATH="$PATH" timeout 60 ${command} </dev/null`;
}

/** Succeeds as soon as the user has no process. */
function nothingOf(user: string): string {
  return `for _ in $(seq ${String(SOON_SEC)}); do pgrep -u ${user} >/dev/null || exit 0; sleep 1; done; pgrep -a -u ${user}; exit 1`;
}
