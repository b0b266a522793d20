import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { ensureImageOf } from "slipway/internal/image/builder";
import { putImage } from "slipway/internal/platform/openstack/image-client";
import { TestStack } from "../../e2e/support/test-stack";
import { fault, firstCall, openstack } from "../support/lab";
import { serverLines } from "../support/listing";

/** Longest time from the request for the machine to the cause in the terminal, seconds. */
const SOON = 30;

for (const bootFrom of ["image", "volume"]) {
  describe(`a machine whose image is damaged in the catalogue, booted from ${bootFrom}`, function () {
    this.timeout(600_000);
    this.bail(true);
    const args = {
      platform: "openstack",
      openstack: { bootFrom },
      userData: "#cloud-config\n{}\n",
    };
    let stack: TestStack;
    let image: string;

    before(async () => {
      image = (await ensureImageOf({ kind: "orchestrator" })).name;
      // One that no host has in its cache: an entry of its own.
      const there = await openstack("image", "list", "--name", image, "-f", "value", "-c", "ID");
      for (const id of there.split("\n").filter(Boolean)) await openstack("image", "delete", id);
      await putImage(image);
      await fault("image", "damage", image);
      stack = await TestStack.open("machine");
    });

    after(async () => stack.close());

    it("is told soon, by the image's name and both checksums", async () => {
      await fault("calls", "reset");
      const up = await stack.up(args);
      expect(up.ok, stack.transcript).to.be.false;
      const words = new RegExp(
        `probe: Nova could not start the machine: .*image ${image} \\(.*\\) does not fit its checksum .*delete it in the catalogue`,
      );
      const told = up.diagnostics.find(({ message }) => words.test(message));
      expect(told, stack.transcript).not.to.equal(undefined);
      const asked = await firstCall(/^POST .*\/servers$/);
      const seconds = ((told?.at.getTime() ?? NaN) - (asked?.getTime() ?? NaN)) / 1000;
      console.log(`      ${seconds.toFixed(1)} s: ${told?.message.trim() ?? ""}`);
      expect(seconds).to.be.within(0, SOON);
    });

    it("boots at the next up when the image was deleted, as that sends it again", async () => {
      await openstack("image", "delete", image);
      await stack.mustUp(args);
      const { ssh } = await stack.outputs();
      execFileSync("bash", ["-c", `${String(ssh)} true`]);
    });

    it("is not replaced when its image goes from the catalogue, which gets it again", async () => {
      const running = await serverLines();
      await openstack("image", "delete", image);
      await stack.mustUp(args);
      expect(await serverLines()).to.deep.equal(running);
      const status = await openstack("image", "show", image, "-f", "value", "-c", "status");
      expect(status).to.equal("active");
      expect(Object.keys((await stack.mustUp(args)).changes)).to.deep.equal(["same"]);
    });
  });
}
