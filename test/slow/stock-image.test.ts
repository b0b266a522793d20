import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { outputOf, submitSleeper } from "../e2e/support/on-nodes";
import { Remote } from "../e2e/support/remote";
import { CLUSTER, USERS } from "../e2e/support/test-cluster";
import { TestStack } from "../e2e/support/test-stack";

const MINUTE = 60_000;

/** Not part of CI, since guests without KVM need many minutes to install packages; see CONTRIBUTING. */
describe("a cluster that starts from a stock image", function () {
  this.timeout(45 * MINUTE);
  this.bail(true);
  let stack: TestStack;
  let remote: Remote;

  before(async () => {
    const image = path.join(mkdtempSync(path.join(os.tmpdir(), "stock-")), "debian.qcow2");
    execFileSync("bash", [path.join(__dirname, "stock-image.sh"), image], { stdio: "ignore" });
    stack = await TestStack.open("cluster");
    remote = new Remote(stack.sandbox, CLUSTER);
    await stack.mustUp({
      workers: 1,
      master: { memoryMiB: 1024, diskGiB: 6 },
      worker: { vcpus: 2, memoryMiB: 1024, diskGiB: 6 },
      users: USERS,
      ...{ masterImage: image, workerImage: image, bootDeadlineSec: 2400 },
    });
  });

  after(async () => stack.close());

  it("installs everything at the first boot, and its canary ran", async () => {
    const { ready } = await stack.outputs();
    expect(ready).to.include({ jobRan: true, nodes: 1, slots: 2 });
  });

  it("has a slot for each virtual CPU, and runs a job on each at once", async () => {
    expect(await remote.must("alice@master", "pbsnodes -a")).to.match(/np = 2/);
    const jobs = [
      await submitSleeper(remote, "worker-1", 20),
      await submitSleeper(remote, "worker-1", 20),
    ];
    for (const job of jobs) expect(await outputOf(remote, job)).to.equal("slept on worker-1");
  });

  it("runs jobs again after its nodes were rebooted from inside", async () => {
    for (const node of ["worker-1", "master"]) {
      const boot = await bootOf(node);
      // The connection may end before the command does.
      await remote.script(`slipway@${node}`, "sudo systemctl reboot");
      await until(async () => ![undefined, boot].includes(await bootOf(node)));
    }
    await until(async () => (await said("pbsnodes -a")).includes("state = free"));
    const job = await submitSleeper(remote, "worker-1", 1);
    expect(await outputOf(remote, job)).to.equal("slept on worker-1");
  });

  async function bootOf(node: string): Promise<string | undefined> {
    const { code, stdout } = await remote.script(
      `slipway@${node}`,
      "cat /proc/sys/kernel/random/boot_id",
    );
    return code === 0 ? stdout.trim() : undefined;
  }

  async function said(command: string): Promise<string> {
    return (await remote.script("alice@master", command)).stdout;
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10 * MINUTE;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("not within ten minutes");
    await sleep(3000);
  }
}
