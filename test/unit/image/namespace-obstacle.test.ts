import { expect } from "chai";
import {
  namespaceFacts,
  namespaceObstacle,
  namespaceRefusal,
  type NamespaceFacts,
  obstacleText,
} from "../../../lib/image/namespace-obstacle";

const good: NamespaceFacts = {
  ...{ user: "ann", uid: 1000, hasNewuidmap: true },
  ...{ subuid: "bob:100000:65536\nann:165536:65536\n", subgid: "1000:165536:65536\n" },
  setting: () => undefined,
};
const text = (facts: Partial<NamespaceFacts>): string =>
  obstacleText(namespaceObstacle({ ...good, ...facts }, "unshare: Operation not permitted"));

describe("why an ordinary user can't build images", () => {
  it("is newuidmap, with the package that has it", () => {
    expect(text({ hasNewuidmap: false })).to.equal(
      "newuidmap is not installed (cure: sudo apt-get install --no-install-recommends uidmap)",
    );
  });

  it("is a range of accounts that is not there, with the command that adds the next free one", () => {
    expect(text({ subuid: "bob:100000:65536\n", subgid: "" })).to.equal(
      "/etc/subuid and /etc/subgid give ann no 65536 accounts " +
        "(cure: sudo usermod --add-subuids 165536-231071 --add-subgids 165536-231071 ann)",
    );
    expect(text({ subuid: "", subgid: "" })).to.include("--add-subuids 100000-165535 ");
  });

  it("is a range that is too small, and lines that are none don't count", () => {
    expect(text({ subgid: "ann:100000:1000\n" })).to.match(/^\/etc\/subgid gives ann no 65536/);
    expect(text({ subuid: "# ann:1:65536\nann:x:65536\nann\n" })).to.match(/^\/etc\/subuid gives/);
  });

  it("is a setting of the kernel, with the command that opens it", () => {
    const name = "user.max_user_namespaces";
    const setting = (each: string): string | undefined => (each === name ? "0" : undefined);
    expect(text({ setting })).to.include(`(${name}) (cure: sudo sysctl ${name}=10000)`);
  });

  it("is else what the system said", () => {
    expect(text({})).to.equal("user namespaces do not work: unshare: Operation not permitted");
  });

  it("is looked for on this computer", () => {
    const { user, subuid, setting } = namespaceFacts();
    expect(user).not.to.equal("");
    expect(subuid).to.be.a("string");
    expect(setting("kernel.pid_max")).to.match(/^\d+$/);
  });
});

describe("what a failed probe says of namespaces", () => {
  for (const said of [
    "unshare: unshare failed: Operation not permitted",
    "unshare: unshare failed: No space left on device",
    "nsenter: reassociate to namespace 'ns/user' failed: Operation not permitted",
    "mount: /tmp/slipway-probe-x: permission denied.",
    "/r/build/confine.sh: line 70: /proc/12/uid_map: Permission denied",
    "/r/build/confine.sh: line 70: echo: write error: Operation not permitted",
  ]) {
    it(`is a refusal: ${said}`, () => {
      expect(namespaceRefusal(`sudo: unable to resolve host\n${said}\nlast words`)).to.equal(said);
    });
  }

  for (const said of [
    "sudo: a password is required",
    "Sorry, try again.\nsudo: 3 incorrect password attempts",
    "env: 'unshare': No such file or directory",
    "unshare: failed to execute bash: No such file or directory",
    "chown: changing ownership of '/tmp/x/file': No space left on device",
    "spawn sudo EAGAIN",
    "",
  ]) {
    it(`is something else: ${said.split("\n")[0] ?? ""}`, () => {
      expect(namespaceRefusal(said)).to.equal(undefined);
    });
  }
});
