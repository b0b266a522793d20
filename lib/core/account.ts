import * as os from "node:os";

/** The account that runs this process; undefined where its uid has no entry of its own, as in some containers. */
export function ownAccount(): os.UserInfo<string> | undefined {
  try {
    return os.userInfo();
  } catch {
    return undefined;
  }
}
