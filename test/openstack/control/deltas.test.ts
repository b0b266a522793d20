import { expect } from "chai";
import { type TestStack } from "../../e2e/support/test-stack";
import { fault } from "../support/lab";
import { listing, serverNames } from "../support/listing";
import { openNodes } from "../support/nodes-stack";
import { countedPreview } from "../support/preview";

/** Preview counts what is still to be made, not what the program asks for in total. */
describe("preview of a change to a cluster of three", function () {
  this.timeout(600_000);
  this.bail(true);
  let stack: TestStack;
  let there: string[];

  before(async () => {
    there = await listing();
    stack = await openNodes();
    await stack.mustUp({ nodes: 3, openstack: {} });
  });

  afterEach(() => fault("quota", "reset"));
  after(async () => stack.close());

  it("refuses two more where there is room for one, with the numbers, and changes nothing", async () => {
    await fault("quota", "instances=4", "cores=4", "ram=2048");
    const { ok, text, calls } = await countedPreview(stack, { nodes: 5, openstack: {} });
    expect(ok).to.be.false;
    expect(text)
      .to.contain("instances: needs 2, 1 free (3 of 4 used)")
      .and.to.contain("cores: needs 2, 1 free (3 of 4 used)")
      .and.to.contain("RAM (MiB): needs 1024, 512 free (1536 of 2048 used)")
      .and.to.contain("at most 3 workers fit");
    expect(calls).to.equal(0);
    expect(await serverNames()).to.have.length(3);
  });

  it("accepts one more where there is room for one, and up makes it", async () => {
    await fault("quota", "instances=4", "cores=4", "ram=2048");
    const { ok, calls } = await countedPreview(stack, { nodes: 4, openstack: {} });
    expect(ok, stack.transcript).to.be.true;
    expect(calls).to.equal(0);
    await stack.mustUp({ nodes: 4, openstack: {} });
    expect(await serverNames()).to.have.length(4);
  });

  it("accepts that all are replaced where there is room for none", async () => {
    await fault("quota", "instances=4", "cores=4", "ram=2048", "port=6", "floatingip=1");
    const { ok, changes } = await countedPreview(stack, {
      nodes: 4,
      openstack: { configDrive: true },
    });
    expect(ok, stack.transcript).to.be.true;
    expect(changes.replace).to.equal(4);
  });

  it("counts of a larger flavor only what it has more", async () => {
    await fault("quota", "cores=6", "instances=4");
    const { ok, text } = await countedPreview(stack, {
      nodes: 4,
      openstack: { workerFlavor: "m1.medium" },
    });
    expect(ok).to.be.false;
    expect(text).to.contain("cores: needs 3, 2 free (4 of 6 used)").and.not.contain("instances");
  });

  it("leaves a cluster that goes without a trace", async () => {
    expect((await stack.destroy()).ok, stack.transcript).to.be.true;
    expect(await listing()).to.deep.equal(there);
  });
});

/** Neutron tells only administrators how many addresses a pool has left: preview can't see it on this cloud. */
describe("a pool without free addresses", function () {
  this.timeout(300_000);
  let stack: TestStack;

  before(async () => {
    stack = await openNodes();
  });

  afterEach(() => fault("floating-pool", "refill"));
  after(async () => stack.close());

  it("is named by the error of up, and the next up goes on when there are some again", async () => {
    await fault("floating-pool", "0");
    const up = await stack.up({ nodes: 2, openstack: {} });
    expect(up.ok).to.be.false;
    expect(up.diagnostics.map(({ message }) => message).join("\n")).to.match(
      /No more IP addresses available on network/,
    );
    expect(await serverNames()).to.deep.equal([]);
    await fault("floating-pool", "refill");
    await stack.mustUp({ nodes: 2, openstack: {} });
    expect(await serverNames()).to.have.length(2);
  });
});
