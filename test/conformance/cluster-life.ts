import { expect } from "chai";
import type { TorqueClusterArgs } from "slipway";
import { judgeJobs, runJobs } from "../../demo/checks/jobs";
import { judgeMpi } from "../../demo/checks/mpi";
import { checkNodes, type PbsNode } from "../../demo/checks/nodes";
import { runRemote, shellOver, type Shell } from "../../demo/checks/shell";
import { ArgvWatch } from "../e2e/support/argv-watch";
import { expectAll } from "../e2e/support/expect-all";
import { factsOf } from "../e2e/support/node-facts";
import { logsOf, outputOf, snoop, submitSleeper } from "../e2e/support/on-nodes";
import { Remote } from "../e2e/support/remote";
import { collectSecrets, secretsIn } from "../e2e/support/secrets";
import { CLUSTER, clusterArgs, nodeNames } from "../e2e/support/test-cluster";
import { TestStack } from "../e2e/support/test-stack";
import { clusterFacts, expectSameFacts, listening } from "./facts";
import type { Site } from "./site";

const MINUTE = 60_000;

/** One cluster's whole life; each step goes on where the one before ended. The same on every cloud. */
export function clusterLife(site: Site): void {
  describe(`a cluster of one master and two workers on ${site.title}`, function () {
    this.timeout(15 * MINUTE);
    this.bail(true);
    steps(site);
  });
}

function steps(site: Site): void {
  let args: TorqueClusterArgs;
  let stack: TestStack;
  let remote: Remote;
  let shell: Shell;
  let nodes: PbsNode[];
  let argv: string;

  before(async () => {
    await site.prepare?.();
    stack = await TestStack.open("cluster");
    args = { ...clusterArgs(stack.sandbox.program.folder), ...site.args };
    remote = new Remote(stack.sandbox, CLUSTER);
    const watch = new ArgvWatch();
    const up = await stack.up(args);
    argv = watch.stop();
    expect(up.ok, stack.transcript).to.be.true;
  });

  after(async () => stack.close());

  it("lets a user in with the printed ssh command and shows both workers free", async () => {
    const { ssh } = await stack.outputs();
    expect(ssh).to.match(/^ssh -F \S+ master$/);
    shell = shellOver(String(ssh));
    const seen = await checkNodes(shell, 2);
    nodes = seen.nodes;
    expectAll(seen.checks);
    expect(nodes.map(({ np }) => np)).to.deep.equal([1, 1]);
  });

  it("runs the tutorial's 20 jobs from queued to complete on both workers", async () => {
    const test = { jobs: 20, sleepSec: 2, deadlineSec: 180, folder: "tutorial" };
    const run = await runJobs(shell, test);
    expectAll(judgeJobs(run, test, nodes));
    // Ten rounds of two jobs on two slots are 20 s.
    expect(run.seconds).to.be.below(20 + site.overheadSec(stack));
  });

  it("runs the site's MPI program over all slots and finds its answer right", async () => {
    await shell("cp -a /home/examples/noise-spectrum mpi");
    expectAll(judgeMpi(await runRemote(shell, "mpi.sh", ["mpi", 2, 1, 120]), nodes));
  });

  it("is inside as on every other cloud, and from outside nothing but ssh", async () => {
    const facts = await clusterFacts(remote, nodeNames(2));
    expectSameFacts(facts);
    for (const node of nodeNames(2)) {
      const open = await site.openPorts(stack, node, listening(facts[node] ?? {}));
      const reachable = node === "master" || site.workersReachable === true;
      expect(open, node).to.deep.equal(reachable ? [22] : []);
    }
  });

  it("shows a file of one node on every other at once", async () => {
    await remote.must(
      "slipway@worker-1",
      "echo told | sudo -u alice tee /home/alice/news >/dev/null",
    );
    expect(await remote.must("slipway@worker-2", "sudo -u alice cat /home/alice/news")).to.equal(
      "told",
    );
    expect(await remote.must("alice@master", "cat news")).to.equal("told");
  });

  it("keeps users out of each other's files on every node", async () => {
    for (const node of nodeNames(2)) {
      const read = await remote.as("bob", node, "cat /home/alice/news; ls /home/alice");
      expect(read.code, node).to.not.equal(0);
      expect(read.stdout, node).to.equal("");
    }
  });

  it("keeps keys and user data from ordinary users of the machines", async () => {
    for (const node of nodeNames(2)) {
      const read = await snoop(remote, "bob", node);
      expect(read.stdout, `${node}: ${read.stderr}`).to.equal("");
    }
  });

  it("shows no key in its state, output, arguments, consoles, seed disks or logs", async () => {
    const secrets = await collectSecrets(remote, stack.sandbox, nodeNames(2));
    expect(secrets.length).to.be.greaterThan(4);
    expect(secretsIn(stack.stateText(), secrets), "state").to.deep.equal([]);
    expect(secretsIn(stack.transcript, secrets), "output").to.deep.equal([]);
    expect(secretsIn(argv, secrets), "arguments").to.deep.equal([]);
    for (const node of nodeNames(2)) {
      expect(secretsIn(await logsOf(remote, node), secrets), `logs of ${node}`).to.deep.equal([]);
    }
    for (const [where, text] of Object.entries(await site.exposed(stack)))
      expect(secretsIn(text, secrets), where).to.deep.equal([]);
  });

  it("has nothing to do at a second up", async () => {
    const before = await factsOf(remote, nodeNames(2));
    const up = await stack.mustUp(args);
    expect(Object.keys(up.changes), JSON.stringify(up.changes)).to.deep.equal(["same"]);
    expect(await factsOf(remote, nodeNames(2))).to.deep.equal(before);
  });

  it("has nothing to do either when it asks the master how the cluster is", async function () {
    if (!site.whole) return this.skip();
    const up = await stack.up(args, { refresh: true });
    expect(up.ok, stack.transcript).to.be.true;
    expect(Object.keys(up.changes), JSON.stringify(up.changes)).to.deep.equal(["same"]);
  });

  it("is told of a dead scheduler by a refresh, and brings it back with the next up", async function () {
    if (!site.whole) return this.skip();
    await remote.must("slipway@master", "sudo systemctl mask --now slurmctld 2>&1");
    const told = stack.transcript.length;
    expect((await stack.refresh()).ok, stack.transcript).to.be.true;
    expect(stack.transcript.slice(told)).to.match(/lisa: master: slurmctld: \S/);
    await stack.mustUp(args);
    const job = await submitSleeper(remote, "worker-1", 1);
    expect(await outputOf(remote, job)).to.equal("slept on worker-1");
  });

  it("adds a worker without touching the others or a running job", async function () {
    if (!site.whole) return this.skip();
    const before = await factsOf(remote, nodeNames(2));
    const job = await submitSleeper(remote, "worker-1", 60);
    await stack.mustUp({ ...args, workers: 3 });
    expect(await factsOf(remote, nodeNames(2))).to.deep.equal(before);
    expect(await outputOf(remote, job)).to.equal("slept on worker-1");
    const nodes = await remote.must("alice@master", "pbsnodes -a");
    expect(nodes).to.match(/^worker-3/m);
  });

  it("waits for the job of a worker that leaves and touches no other node", async function () {
    if (!site.whole) return this.skip();
    const staying = nodeNames(1);
    const before = await factsOf(remote, staying);
    const leaving = await submitSleeper(remote, "worker-3", 25);
    const surviving = await submitSleeper(remote, "worker-1", 60);
    await stack.mustUp({ ...args, workers: 1 });
    expect(await outputOf(remote, leaving)).to.equal("slept on worker-3");
    expect(await factsOf(remote, staying)).to.deep.equal(before);
    expect(await outputOf(remote, surviving)).to.equal("slept on worker-1");
    const nodes = await remote.must("alice@master", "pbsnodes -a; cat /etc/hosts");
    expect(nodes).to.not.match(/worker-[23]/);
    expect(await site.machines(stack)).to.have.length(2);
  });

  it("comes back with its data after a power cut", async function () {
    if (site.powerCut === undefined) return this.skip();
    await remote.must("alice@master", "echo precious >kept; sync");
    await site.powerCut(stack);
    expect((await stack.refresh()).ok, stack.transcript).to.be.true;
    await stack.mustUp({ ...args, workers: 1 });
    expect(await remote.must("alice@master", "cat kept")).to.equal("precious");
    const job = await submitSleeper(remote, "worker-1", 1);
    expect(await outputOf(remote, job)).to.equal("slept on worker-1");
  });

  site.more?.(() => ({ stack, remote, args: { ...args, workers: 1 }, workers: ["worker-1"] }));

  it("leaves nothing behind when destroyed but the home volume that it is told to keep", async () => {
    const destroy = await stack.destroy();
    expect(destroy.ok, stack.transcript).to.be.true;
    const remains = await site.remains(stack);
    expect(remains.filter((name) => !site.isHomeVolume(name))).to.deep.equal([]);
    expect(remains).to.have.length(1);
    expect(stack.transcript).to.include(remains[0]);
  });
}
