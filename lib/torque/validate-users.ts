import type { Problem } from "../core/errors";
import { matches, noDuplicates, wholeNumber } from "../core/validate";
import type { UserArgs } from "./args";

const ACCOUNT = /^[a-z][a-z0-9_-]{0,30}$/;
/** Accounts that Debian, the batch system or slipway itself has on every node. */
const RESERVED = new Set(
  (
    "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody _apt " +
    "systemd-network systemd-resolve systemd-timesync messagebus sshd ntp chrony _chrony munge slurm statd _rpc " +
    "dnsmasq debian ubuntu slipway"
  ).split(" "),
);
const PUBLIC_KEY =
  /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,3}(?: [^\n]*)?\n?$/;

/** Everything wrong with the list of users. */
export function validateUsers(users: readonly UserArgs[]): Problem[] {
  if (users.length === 0) {
    return [{ path: "users", reason: "must name at least one user: jobs never run as root" }];
  }
  return [
    ...users.flatMap((user, index) => validateUser(`users[${String(index)}]`, user)),
    ...noDuplicates(
      users.map(({ name }) => name),
      (index) => `users[${String(index)}].name`,
      "name",
    ),
    ...noDuplicates(
      users.map(({ uid }) => uid),
      (index) => `users[${String(index)}].uid`,
      "uid",
    ),
  ];
}

function validateUser(path: string, user: UserArgs): Problem[] {
  return [
    ...validateName(`${path}.name`, user.name),
    ...validateUid(`${path}.uid`, user.uid),
    ...(user.sshKeys ?? []).flatMap((key, index) =>
      validateKey(`${path}.sshKeys[${String(index)}]`, key),
    ),
    ...(user.groups ?? []).flatMap((group, index) =>
      matches(`${path}.groups[${String(index)}]`, group, ACCOUNT, "a group name in lower case"),
    ),
  ];
}

function validateName(path: string, name: unknown): Problem[] {
  if (typeof name === "string" && RESERVED.has(name)) {
    return [{ path, reason: "is an account of the system, choose another", got: name }];
  }
  return matches(path, name, ACCOUNT, "1–31 of a–z, 0–9, _ and -, starting with a letter");
}

function validateUid(path: string, uid: unknown): Problem[] {
  if (uid === 0) return [{ path, reason: "is root's, use 1000–59999", got: uid }];
  if (uid === undefined || uid === null) return [{ path, reason: "is missing, use 1000–59999" }];
  return wholeNumber(path, uid, 1000, 59_999);
}

/** A key that comes from another resource is not known yet and not checked. The text is not shown: it may be a private key. */
function validateKey(path: string, key: unknown): Problem[] {
  if (typeof key !== "string" || PUBLIC_KEY.test(key)) return [];
  return [{ path, reason: "must be a public key on one line, such as `ssh-ed25519 AAAA…`" }];
}
