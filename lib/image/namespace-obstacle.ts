import * as fs from "node:fs";
import * as os from "node:os";
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
  /** A kernel setting below /proc/sys; undefined where the kernel does not have it. */
  readonly setting: (name: string) => string | undefined;
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

/** Settings that close user namespaces to users, with the value that opens them. */
const SETTINGS = [
  ["user.max_user_namespaces", "0", "10000"],
  ["kernel.unprivileged_userns_clone", "0", "1"],
  ["kernel.apparmor_restrict_unprivileged_userns", "1", "0"],
] satisfies [string, string, string][];

function kernel({ setting }: NamespaceFacts): Obstacle | undefined {
  const [name, , open] = SETTINGS.find(([each, closed]) => setting(each) === closed) ?? [];
  if (name === undefined || open === undefined) return undefined;
  return {
    what: `the kernel closes user namespaces to users (${name})`,
    cure: `sudo sysctl --write ${name}=${open}`,
  };
}

/** Of this computer. */
export function namespaceFacts(): NamespaceFacts {
  const { username: user, uid } = os.userInfo();
  return {
    ...{ user, uid, hasNewuidmap: hasProgram("newuidmap") },
    subuid: textOf("/etc/subuid") ?? "",
    subgid: textOf("/etc/subgid") ?? "",
    setting: (name) => textOf(`/proc/sys/${name.replaceAll(".", "/")}`)?.trim(),
  };
}

function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
