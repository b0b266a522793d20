import * as fs from "node:fs";
import { ownAccount } from "../core/account";
import { closingSetting, kernelSetting, type ReadSetting } from "../core/kernel-settings";
import { printable } from "../core/printable";
import { hasProgram } from "./build-tools";

/** Why an ordinary user can't build images here, and the command that changes it. */
export interface Obstacle {
  readonly what: string;
  readonly cure?: string;
}

/** What this computer says of user namespaces. */
export interface NamespaceFacts {
  readonly user: string;
  readonly uid: number;
  readonly hasNewuidmap: boolean;
  /** Texts of /etc/subuid and /etc/subgid. */
  readonly subuid: string;
  readonly subgid: string;
  readonly setting: ReadSetting;
}

/** The obstacle, with what to do where that is known. */
export function obstacleText({ what, cure }: Obstacle): string {
  return cure === undefined ? what : `${what} (cure: ${cure})`;
}

const COUNT = 65_536;
const FIRST = 100_000;

/** The cause that the facts show, or else what the kernel said. */
export function namespaceObstacle(facts: NamespaceFacts, refusal: string): Obstacle {
  return accounts(facts) ?? kernel(facts) ?? { what: `user namespaces do not work: ${refusal}` };
}

function accounts({
  user,
  uid,
  hasNewuidmap,
  subuid,
  subgid,
}: NamespaceFacts): Obstacle | undefined {
  if (!hasNewuidmap) {
    const cure = "sudo apt-get install --no-install-recommends uidmap";
    return { what: "newuidmap is not installed", cure };
  }
  const without = [
    ["/etc/subuid", subuid],
    ["/etc/subgid", subgid],
  ].filter(
    ([, text = ""]) => !ranges(text).some(({ owner, count }) => isOwn(owner) && count >= COUNT),
  );
  if (without.length === 0) return undefined;
  const next = Math.max(FIRST, ...[subuid, subgid].flatMap(ranges).map(({ end }) => end));
  const range = `${String(next)}-${String(next + COUNT - 1)}`;
  const files = without.map(([file]) => file).join(" and ");
  return {
    what: `${files} ${without.length === 1 ? "gives" : "give"} ${user} no ${String(COUNT)} accounts`,
    cure: `sudo usermod --add-subuids ${range} --add-subgids ${range} ${user}`,
  };

  function isOwn(owner: string): boolean {
    return owner === user || owner === String(uid);
  }
}

function ranges(text: string): { owner: string; count: number; end: number }[] {
  return text.split("\n").flatMap((line) => {
    const [owner, first, count] = line.trim().split(":");
    if (owner === undefined || !/^\d+$/.test(first ?? "") || !/^\d+$/.test(count ?? "")) return [];
    return [{ owner, count: Number(count), end: Number(first) + Number(count) }];
  });
}

/** Lines of `unshare`, `nsenter` and `mount`, and of the shell when it may not open or write a map of accounts. */
const REFUSED = /^(?:unshare|nsenter|mount): (?!failed to execute)|\/[ug]id_map: |: echo: /;

/** The line that says that the kernel refuses namespaces; undefined when a command failed for another cause. */
export function namespaceRefusal(said: string): string | undefined {
  const line = said.split("\n").find((each) => REFUSED.test(each.trim()));
  return line === undefined ? undefined : printable(line);
}

function kernel({ setting }: NamespaceFacts): Obstacle | undefined {
  const closing = closingSetting(setting);
  if (closing === undefined) return undefined;
  const { name, cure } = closing;
  return { what: `the kernel closes user namespaces to users (${name})`, cure };
}

/** Of this computer. A uid without an account goes by its number. */
export function namespaceFacts(): NamespaceFacts {
  const { uid = process.getuid?.() ?? -1, username: user = String(uid) } = ownAccount() ?? {};
  return {
    ...{ user, uid, hasNewuidmap: hasProgram("newuidmap") },
    subuid: textOf("/etc/subuid"),
    subgid: textOf("/etc/subgid"),
    setting: kernelSetting,
  };
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
