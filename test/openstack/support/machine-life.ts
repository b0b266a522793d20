import { execFileSync } from "node:child_process";
import { expect } from "chai";
import type { OpenStackArgs } from "slipway";
import { TestStack } from "../../e2e/support/test-stack";
import { IMAGE, listing } from "./listing";

const USER_DATA = `#cloud-config
write_files:
  - path: /etc/motto
    content: made by cloud-init
`;

/** What one machine with plain user data has to do; its address tells that it is of the right kind. */
export function machineLife(title: string, openstack: OpenStackArgs, address: RegExp): void {
  describe(`one virtual machine with ${title}`, function () {
    this.timeout(600_000);
    this.bail(true);
    const args = { platform: "openstack", openstack, userData: USER_DATA };
    let stack: TestStack;
    let there: readonly string[];

    before(async () => {
      there = await listing();
      stack = await TestStack.open("machine");
    });

    after(async () => stack.close());

    it("boots with plain user data and lets the printed ssh line in", async () => {
      await stack.mustUp(args);
      const { ssh, address: reached } = await stack.outputs();
      expect(reached).to.match(address);
      const options = { encoding: "utf8" } as const;
      const printed = execFileSync("bash", ["-c", `${String(ssh)} cat /etc/motto`], options);
      expect(printed.trim()).to.equal("made by cloud-init");
    });

    it("has nothing to do at a second up", async () => {
      expect(Object.keys((await stack.mustUp(args)).changes)).to.deep.equal(["same"]);
    });

    it("goes without a trace", async () => {
      expect((await stack.destroy()).ok, stack.transcript).to.be.true;
      expect((await listing()).filter((line) => !IMAGE.test(line))).to.deep.equal(
        there.filter((line) => !IMAGE.test(line)),
      );
    });
  });
}
