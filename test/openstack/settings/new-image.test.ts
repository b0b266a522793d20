import { expect } from "chai";
import { deleteImage } from "slipway/internal/platform/openstack/api/images";
import type { TestStack } from "../../e2e/support/test-stack";
import { serverLines } from "../support/listing";
import { openNodes } from "../support/nodes-stack";
import { Objects } from "../support/objects";

const IMAGE = "site-os";

describe("a site that puts a newer image under the same name", function () {
  this.timeout(600_000);
  this.bail(true);
  const args = (nodes: number) => ({ nodes, openstack: {}, image: IMAGE });
  let site: Objects;
  let stack: TestStack;

  before(async () => {
    site = await Objects.open();
    stack = await openNodes();
    const old = await site.image(IMAGE);
    await stack.mustUp(args(2));
    await site.image(IMAGE);
    await deleteImage(site.session, old);
  });

  after(async () => {
    await stack.close();
    await site.remove();
  });

  it("replaces no machine in preview, nor in up", async () => {
    const running = await serverLines();
    const preview = await stack.preview(args(2));
    expect(preview.changes.replace ?? 0, stack.transcript).to.equal(0);
    await stack.mustUp(args(2));
    expect(await serverLines()).to.deep.equal(running);
    expect(Object.keys((await stack.mustUp(args(2))).changes)).to.deep.equal(["same"]);
  });

  it("gives the newer one to machines that are made from then on", async () => {
    const running = await serverLines();
    await stack.mustUp(args(3));
    expect(await serverLines())
      .to.include.members(running)
      .and.have.length(3);
    expect(Object.keys((await stack.mustUp(args(3))).changes)).to.deep.equal(["same"]);
  });
});
