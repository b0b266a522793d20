import type { Problem } from "../core/errors";
import { isObject } from "../core/json-object";
import { eachOf, matches, noDuplicates, wholeNumber } from "../core/validate";
import type { UserArgs } from "./args";
import { validateKey } from "./validate-key";

const FIELDS = ["name", "uid", "sshKeys", "groups"];
const ACCOUNT = /^[a-z][a-z0-9_-]{0,30}$/;
/** Accounts that Debian, the batch system or slipway itself has on every node. */
const RESERVED = new Set(
  (
    "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody _apt " +
    "systemd-network systemd-resolve systemd-timesync messagebus sshd ntp chrony _chrony munge slurm statd _rpc " +
    "dnsmasq debian ubuntu slipway"
  ).split(" "),
);
/** Groups that Debian, the batch system or slipway itself has: membership in one of them can be as good as being root. */
const RESERVED_GROUPS = new Set([
  ...RESERVED,
  ...(
    "adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev " +
    "staff users nogroup systemd-journal input sgx clock kvm render netdev crontab _ssh slipway-locked slipway-users"
  ).split(" "),
]);

/** Everything wrong with the list of users. Takes anything: a JavaScript caller or a stack file may hold it. */
export function validateUsers(users: readonly UserArgs[]): Problem[] {
  const given: unknown = users;
  if (!Array.isArray(given)) return [{ path: "users", reason: "must be a list" }];
  if (given.length === 0) {
    return [{ path: "users", reason: "must name at least one user: jobs never run as root" }];
  }
  return [
    ...given.flatMap((user: unknown, index) => validateUser(`users[${String(index)}]`, user)),
    ...noDuplicates(
      given.map((user) => (isObject(user) ? user.name : undefined)),
      (index) => `users[${String(index)}].name`,
      "name",
    ),
    ...noDuplicates(
      given.map((user) => (isObject(user) ? user.uid : undefined)),
      (index) => `users[${String(index)}].uid`,
      "uid",
    ),
  ];
}

function validateUser(path: string, user: unknown): Problem[] {
  if (!isObject(user)) {
    return [{ path, reason: 'must be an object, such as { name: "ada", uid: 2001 }', got: user }];
  }
  const unknown = Object.keys(user).filter((field) => !FIELDS.includes(field));
  return [
    ...unknown.map((field) => ({
      path: `${path}.${field}`,
      reason: `is not known; use ${FIELDS.join(", ")}`,
    })),
    ...validateName(`${path}.name`, user.name),
    ...validateUid(`${path}.uid`, user.uid),
    ...eachOf(`${path}.sshKeys`, user.sshKeys ?? [], validateKey),
    ...eachOf(`${path}.groups`, user.groups ?? [], validateGroup),
  ];
}

function validateGroup(path: string, group: unknown): Problem[] {
  if (typeof group === "string" && RESERVED_GROUPS.has(group)) {
    return [{ path, reason: "is a group of the system, choose another", got: group }];
  }
  return matches(path, group, ACCOUNT, "a group name in lower case");
}

/** A user has a group of the same name. */
function validateName(path: string, name: unknown): Problem[] {
  if (typeof name === "string" && RESERVED_GROUPS.has(name)) {
    return [{ path, reason: "is an account of the system, choose another", got: name }];
  }
  return matches(path, name, ACCOUNT, "1–31 of a–z, 0–9, _ and -, starting with a letter");
}

function validateUid(path: string, uid: unknown): Problem[] {
  if (uid === 0) return [{ path, reason: "is root's, use 1000–59999", got: uid }];
  if (uid === undefined || uid === null) return [{ path, reason: "is missing, use 1000–59999" }];
  return wholeNumber(path, uid, 1000, 59_999);
}
