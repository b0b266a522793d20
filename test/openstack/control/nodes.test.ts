import { expect } from "chai";
import { type TestStack } from "../../e2e/support/test-stack";
import { fault } from "../support/lab";
import { listing, serverNames } from "../support/listing";
import { openNodes } from "../support/nodes-stack";

describe("the machines of a cluster in a cloud without guests", function () {
  this.timeout(600_000);
  this.bail(true);
  let stack: TestStack;
  let there: string[];

  before(async () => {
    there = await listing();
    stack = await openNodes();
  });

  after(async () => stack.close());

  it("are made, and a second up has nothing to do", async () => {
    await stack.mustUp({ nodes: 3, openstack: {} });
    expect(await serverNames()).to.have.members(["lab-master", "lab-worker-1", "lab-worker-2"]);
    const second = await stack.mustUp({ nodes: 3, openstack: {} });
    expect(Object.keys(second.changes)).to.deep.equal(["same"]);
  });

  it("come and go one by one", async () => {
    const up = await stack.mustUp({ nodes: 4, openstack: {} });
    expect(up.changes.replace ?? 0).to.equal(0);
    expect(up.changes.delete ?? 0).to.equal(0);
    await stack.mustUp({ nodes: 2, openstack: {} });
    expect(await serverNames()).to.have.members(["lab-master", "lab-worker-1"]);
  });

  it("are made although the cloud answers some requests with errors that pass", async () => {
    await fault("answer", "503", "--mutating", "--service", "compute");
    await fault("answer", "500", "--mutating", "--service", "compute");
    await fault("answer", "429", "--mutating", "--service", "network", "--retry-after", "1");
    await stack.mustUp({ nodes: 3, openstack: {} });
    expect(await serverNames()).to.have.length(3);
  });

  it("go without a trace, also when one was removed by hand", async () => {
    const destroy = await stack.destroy();
    expect(destroy.ok, stack.transcript).to.be.true;
    expect(await listing()).to.deep.equal(there);
  });
});
