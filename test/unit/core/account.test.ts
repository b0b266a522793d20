import { expect } from "chai";
import { ownAccount } from "../../../lib/core/account";
import { namespaceFacts } from "../../../lib/image/namespace-obstacle";
import { writtenClouds } from "../../../lib/platform/openstack/api/clouds-yaml";

const os = process.getBuiltinModule("node:os");

/** As if the uid of this process had no line in /etc/passwd. */
function withoutEntry<T>(test: () => T): T {
  const { userInfo } = os;
  os.userInfo = () => {
    throw new Error("A system error occurred: uv_os_get_passwd returned ENOENT");
  };
  try {
    return test();
  } finally {
    os.userInfo = userInfo;
  }
}

describe("a uid without an account", () => {
  it("is no account, and no error", () => {
    expect(withoutEntry(ownAccount)).to.equal(undefined);
    expect(ownAccount()?.homedir).to.be.a("string");
  });

  it("goes by its number where images are built", () => {
    const { user, uid } = withoutEntry(namespaceFacts);
    expect(uid).to.equal(process.getuid?.());
    expect(user).to.equal(String(uid));
  });

  it("has no home folder in which to look for clouds.yaml", () => {
    expect(withoutEntry(() => writtenClouds("lisa", { HOME: "/nowhere" }))).to.deep.equal([]);
  });
});
