import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { TorqueClusterArgs } from "slipway";
import { consoleSays, filesOf, machineNames, virtualMachine } from "./support/local-machines";
import { CLUSTER, SMALL_DISK, USERS } from "./support/test-cluster";
import { TestStack, type Outcome } from "./support/test-stack";

const MINUTE = 60_000;

/** One site script, a different fault on each worker; worker-4's machine is killed by the test itself. */
const FAULTS = `#!/usr/bin/env bash
set -euo pipefail
case "$SLIPWAY_NODE" in
  worker-1)
    echo "fetching the licence file"
    exit 3
    ;;
  worker-2)
    # As if it had come with another key: it leaves the scheduler and tries to come back.
    systemctl stop slurmd
    scontrol delete nodename=worker-2
    head -c 1024 /dev/urandom >/etc/munge/munge.key
    systemctl restart munge
    systemctl start --no-block slurmd
    ;;
  worker-3)
    fallocate -l "$(($(stat -f -c '%f * %S' /)))" /var/fill
    ;;
esac
`;

/** Longest time from a fault to its cause in the terminal, seconds. */
const SOON = 30;

/** One stack through all faults: each `up` fails with the cause, a plain one without the fault then converges. */
describe("a cluster with faults", function () {
  this.timeout(15 * MINUTE);
  const base: TorqueClusterArgs = {
    workers: 4,
    master: SMALL_DISK,
    worker: SMALL_DISK,
    users: USERS,
  };
  let stack: TestStack;
  let broken: Outcome;
  const faultAt = new Map<string, Promise<Date>>();

  before(async () => {
    stack = await TestStack.open("cluster");
  });

  after(async () => stack.close());

  it("fails in preview with every wrong argument in one error", async () => {
    const preview = await stack.preview({ ...base, workers: -1, worker: { vcpus: 0, diskGiB: 4 } });
    expect(preview.ok).to.be.false;
    const text = causeOf(preview, CLUSTER);
    expect(text)
      .to.include("2 invalid arguments")
      .and.include("workers")
      .and.include("worker.vcpus");
  });

  it("names a package that does not exist, before any machine is made", async () => {
    const up = await stack.up({ ...base, packages: ["no-such-package-anywhere"] });
    expect(up.ok).to.be.false;
    expect(causeOf(up, "image")).to.include("no-such-package-anywhere");
    expect(machineNames(stack.sandbox)).to.deep.equal([]);
  });

  it("goes on past the first fault, so that all are known after one up", async () => {
    const setup = path.join(stack.sandbox.program.folder, "faults.sh");
    writeFileSync(setup, FAULTS);
    watchFaults();
    broken = await stack.up({ ...base, setup }, { continueOnError: true });
    expect(broken.ok).to.be.false;
  });

  it("shows script, line, exit code and last words of a site script that fails", async () => {
    const text = await causeInTime("worker-1");
    expect(text)
      .to.match(/setup/)
      .and.match(/line 6/)
      .and.match(/(exit|code)\D*3/);
    expect(text).to.include("fetching the licence file");
  });

  it("says that a worker's munge key is not the master's", async () => {
    // Known after two refusals, and a translated worker needs a while from one to the next.
    expect(await causeInTime("worker-2", 2 * SOON))
      .to.match(/munge/i)
      .and.match(/key|credential/i);
  });

  it("says that a disk is full", async () => {
    expect(await causeInTime("worker-3")).to.match(/No space left on device|disk is full/i);
  });

  it("says that a virtual machine has gone while it booted", async () => {
    expect(await causeInTime("worker-4"))
      .to.match(/worker-4/)
      .and.match(/gone|not running|ended|killed/i);
  });

  it("keeps the evidence of each failed boot", () => {
    const folders = filesOf(stack.sandbox).filter((file) => file.includes("/evidence/"));
    for (const node of ["worker-1", "worker-3", "worker-4"]) {
      expect(
        folders.some((file) => file.includes(`-${node}/console.log`)),
        node,
      ).to.be.true;
    }
  });

  it("converges with a plain up once the faults are gone", async () => {
    await stack.mustUp({ ...base, workers: 1 });
    expect((await stack.outputs()).ready).to.include({ jobRan: true, nodes: 1 });
  });

  /** Notes when each fault happens; the machine of worker-4 is killed as soon as its kernel talks. */
  function watchFaults(): void {
    const says = (node: string, pattern: RegExp): Promise<Date> =>
      consoleSays(stack.sandbox, `${CLUSTER}-${node}`, pattern, 600);
    faultAt.set("worker-1", says("worker-1", /"event":"failed"/));
    faultAt.set(
      "worker-2",
      Promise.all([says("worker-2", /"event":"ready"/), says("master", /"event":"ready"/)]).then(
        latest,
      ),
    );
    faultAt.set("worker-3", says("worker-3", /"event":"failed"/));
    faultAt.set(
      "worker-4",
      says("worker-4", /\S/).then(() => kill("worker-4")),
    );
    for (const time of faultAt.values()) time.catch(() => undefined);
  }

  function kill(node: string): Date {
    process.kill(virtualMachine(stack.sandbox, `${CLUSTER}-${node}`).pid, "SIGKILL");
    return new Date();
  }

  /** The error text of a worker, which must have come soon after its fault. */
  async function causeInTime(worker: string, within = SOON): Promise<string> {
    const fault = await faultAt.get(worker);
    const error = broken.diagnostics.find(
      ({ severity, resource }) => severity === "error" && resource.includes(worker),
    );
    if (fault === undefined || error === undefined)
      throw new Error(`no error for ${worker}: ${stack.transcript}`);
    expect(
      (error.at.getTime() - fault.getTime()) / 1000,
      "seconds from fault to cause",
    ).to.be.below(within);
    return error.message;
  }
});

/** All errors of resources whose name contains this, as one text. */
function causeOf(outcome: Outcome, resource: string): string {
  const errors = outcome.diagnostics.filter(({ severity }) => severity === "error");
  return errors
    .filter((error) => error.resource.includes(resource))
    .map(({ message }) => message)
    .join("\n");
}

function latest(times: readonly Date[]): Date {
  return new Date(Math.max(...times.map((time) => time.getTime())));
}
