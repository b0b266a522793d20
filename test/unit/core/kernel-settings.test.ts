import { expect } from "chai";
import { closingSetting, kernelSetting } from "../../../lib/core/kernel-settings";

describe("kernel settings", () => {
  for (const [name, closed, open] of [
    ["user.max_user_namespaces", "0", "10000"],
    ["kernel.unprivileged_userns_clone", "0", "1"],
    ["kernel.apparmor_restrict_unprivileged_userns", "1", "0"],
  ] as const) {
    it(`close user namespaces: ${name}`, () => {
      const read = (value: string) => (each: string) => (each === name ? value : undefined);
      expect(closingSetting(read(closed))).to.deep.equal({
        ...{ name, closed },
        cure: `sudo sysctl ${name}=${open}`,
      });
      expect(closingSetting(read(open))).to.equal(undefined);
    });
  }

  it("are read from this computer", () => {
    expect(kernelSetting("kernel.pid_max")).to.match(/^\d+$/);
    expect(kernelSetting("kernel.no_such_setting")).to.equal(undefined);
  });
});
