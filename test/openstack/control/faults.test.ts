import { expect } from "chai";
import type { TestStack } from "../../e2e/support/test-stack";
import { fault, firstCall } from "../support/lab";
import { serverNames } from "../support/listing";
import { openNodes } from "../support/nodes-stack";
import { FAULTS, type CloudFault } from "../support/cloud-faults";

/** Longest time from a fault to its cause in the terminal, seconds. */
const SOON = 30;

describe("a fault of the cloud while machines are made", function () {
  this.timeout(600_000);
  let stack: TestStack;
  let nodes = 1;
  /** What is wrong with the cloud at the moment. */
  let current: CloudFault | undefined;
  const args = () => ({ nodes, openstack: { createsPerSecond: 50 } });

  before(async () => {
    stack = await openNodes();
    await fault("quota", "instances=-1", "cores=-1", "ram=-1", "server_group_members=-1");
  });

  afterEach(() => heal());

  after(async () => {
    await fault("quota", "reset");
    await stack.close();
  });

  for (const each of FAULTS) {
    it(`is told soon, and the next up goes on: ${each.name}`, async () => {
      nodes += 1;
      await inject(each);
      const begun = new Date();
      const failed = await stack.up(args());
      expect(failed.ok, stack.transcript).to.be.false;
      const told = failed.diagnostics.find(({ message }) => each.words.test(message));
      const since = (await firstCall(each.call)) ?? begun;
      report(each.name, since, told);
      await converges();
    });
  }

  async function inject(each: CloudFault): Promise<void> {
    current = each;
    await fault("calls", "reset");
    for (const knob of each.knobs) await fault(...knob);
  }

  async function heal(): Promise<void> {
    const cure = current?.cure;
    current = undefined;
    await fault("clear");
    if (cure !== undefined) await fault(...cure);
  }

  function report(name: string, since: Date, told: { at: Date; message: string } | undefined) {
    expect(told, stack.transcript).not.to.equal(undefined);
    const seconds = ((told?.at.getTime() ?? 0) - since.getTime()) / 1000;
    console.log(`      ${seconds.toFixed(1)} s: ${told?.message.trim() ?? ""}`);
    expect(seconds, name).to.be.within(0, SOON);
  }

  async function converges(): Promise<void> {
    await heal();
    await stack.mustUp(args());
    const wanted = Array.from({ length: nodes }, (_, i) =>
      i === 0 ? "lab-master" : `lab-worker-${String(i)}`,
    );
    expect(await serverNames()).to.have.members(wanted);
  }
});
