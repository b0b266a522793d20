import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { TestStack } from "../../e2e/support/test-stack";
import { serverNames, serverTexts } from "../support/listing";

/** Longest time from a fault to its cause in the terminal, seconds. */
const SOON = 30;
const POLL_MS = 2_000;

describe("a master whose ssh a rule of the cloud keeps from us", function () {
  this.timeout(900_000);
  this.bail(true);
  const args = (range: string) => ({ platform: "openstack", workers: 0, sshCidrs: [range] });
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.open("cluster");
  });

  after(async () => stack.close());

  it("is told soon after its boot, with address and rule, found without ssh", async () => {
    const running = stack.up(args("192.0.2.0/24"));
    const ready = await readyTime(running);
    const up = await running;
    expect(up.ok, stack.transcript).to.be.false;
    const words =
      /booted, but ssh to 172\.24\.4\.\d+:22: no answer at all; a firewall .*: security group \S+-group lets ssh in from 192\.0\.2\.0\/24 only \(sshCidrs\)/;
    const told = up.diagnostics.find(({ message }) => words.test(message));
    expect(told, stack.transcript).not.to.equal(undefined);
    const seconds = ((told?.at.getTime() ?? 0) - ready) / 1000;
    console.log(`      ${seconds.toFixed(1)} s: ${told?.message.trim() ?? ""}`);
    expect(seconds).to.be.below(SOON);
  });

  it("is reached by the next up when the range is corrected, and is the same machine", async () => {
    await stack.mustUp(args("172.24.0.0/16"));
    expect(await serverNames()).to.have.length(1);
  });
});

/** When the machine's console tells that its boot is over; now, when `up` ends before that. */
async function readyTime(up: Promise<unknown>): Promise<number> {
  const over = up.then(() => true);
  const isReady = async (): Promise<boolean> => {
    const texts = await serverTexts().catch((): Record<string, string> => ({}));
    return Object.values(texts).some((text) => text.includes('"event":"ready"'));
  };
  while (!(await isReady()) && !(await Promise.race([over, sleep(POLL_MS, false)])));
  return Date.now();
}
