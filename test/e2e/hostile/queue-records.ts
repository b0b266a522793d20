import { expect } from "chai";
import { CONTROL } from "./canary-results";
import { expectNoTrace, trace, type HostileCluster } from "./hostile-cluster";

/** A name whose second line looks like a record of the queue; its time, taken as a number, is a command. */
const FORGED = `$'x\\n4242|bob|R|id[$(${trace("qstat")})0]-1:00:00|batch|None|y'`;

const SUBMIT = "sbatch --hold --output=/dev/null --wrap=true";
const VIEWS = ["qstat", "qstat -f", "qstat -a", "qstat -n", "qstat -q", "pbsnodes -a"];

/** A job's name is its owner's text, and everybody who looks at the queue reads it. */
export function queueRecords(cluster: HostileCluster): void {
  after(async () => {
    await cluster.mustAs("bob", "master", "scancel --me");
  });

  it("takes no line of a job's name for a record of the queue", async () => {
    // Refusing the name is as good as showing it escaped.
    await cluster.as("bob", "master", `${SUBMIT} --job-name=${FORGED}`);
    const { code, stdout } = await cluster.operator("master", "sudo qstat");
    await expectNoTrace(cluster, "qstat");
    expect(code).to.equal(0);
    expect(stdout).to.not.match(/^4242\./m);
    const listed = stdout.split("\n").filter((line) => /^\d/.test(line));
    const ids = "sudo squeue --noheader --states=all --array --format=%i";
    const known = (await cluster.mustOperate("master", ids)).split("\n").filter(Boolean);
    expect(listed, stdout).to.have.length(known.length);
  });

  it("shows no control characters of a job's name in any view", async () => {
    const name = "$'\\e]0;pwned\\a\\e[2J\\rworker-1 free'";
    await cluster.as("bob", "master", `${SUBMIT} --job-name=${name}`);
    for (const view of VIEWS) {
      const { stdout, stderr } = await cluster.operator("master", `sudo ${view}`);
      expect(stdout + stderr, view)
        .to.not.match(CONTROL)
        .and.not.match(/\r/);
    }
  });

  it("refuses control characters in names that come through qsub", async () => {
    const qsub = await cluster.as("bob", "master", "echo true | qsub -h -N $'a\\eb'");
    expect(qsub.code).to.not.equal(0);
    expect(qsub.stderr).to.not.match(CONTROL);
  });
}
