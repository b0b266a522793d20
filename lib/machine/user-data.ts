import { parse, stringify, YAMLParseError } from "yaml";
import type { Problem } from "../core/errors";
import { canBePart, combineUserData, isMultipart } from "../user-data/multipart";
import type { HostKey } from "../user-data/render";
import { MAX_USER_DATA_BYTES } from "../user-data/size";

/** First words by which cloud-init knows the format of a text. */
const FORMATS = [
  "#cloud-config",
  "#!",
  "#include",
  "#cloud-boothook",
  "#part-handler",
  "## template: jinja",
];
const CONFIG = /^#cloud-config[ \t]*(?:\r?\n|$)/i;
/** Room for our own parts and for base64. */
const MAX_OWN_BYTES = Math.floor((MAX_USER_DATA_BYTES - 4096) * 0.73);

export interface Login {
  readonly user: string;
  /** Public keys that may log in. */
  readonly keys: readonly string[];
  readonly hostKey: HostKey;
}

/** What is wrong with a user's own user data, as far as it can be told without booting. */
export function checkUserData(text: string): Problem[] {
  const path = "userData";
  const bytes = Buffer.byteLength(text);
  const problems: Problem[] = [];
  if (bytes > MAX_OWN_BYTES) {
    problems.push({
      path,
      reason: `must be at most ${String(MAX_OWN_BYTES)} bytes, has ${String(bytes)}`,
    });
  }
  const start = text.trimStart().toLowerCase();
  if (!isMultipart(text) && !FORMATS.some((format) => start.startsWith(format))) {
    problems.push({
      path,
      reason: `must be a MIME multipart text or start with one of ${FORMATS.join(", ")}`,
    });
  }
  if (!canBePart(text))
    problems.push({ path, reason: "must not hold the line that separates slipway's own parts" });
  if (CONFIG.test(text.trimStart())) problems.push(...checkConfig(text, path));
  return problems;
}

function checkConfig(text: string, path: string): Problem[] {
  const config = readConfig(text);
  if (config instanceof YAMLParseError) {
    const where = config.linePos?.[0];
    // The message's first line only: the others quote the text, which may hold secrets.
    const words = config.message.split(/ at line |\n/, 1)[0] ?? "";
    const at =
      where === undefined ? "" : ` at line ${String(where.line)}, column ${String(where.col)}`;
    return [{ path, reason: `is not valid YAML${at}: ${words}` }];
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    return [{ path, reason: "must hold settings (`name: value`) after its first line" }];
  }
  const { users, ssh_keys } = config as Record<string, unknown>;
  return [
    ...(users !== undefined && !Array.isArray(users)
      ? [{ path, reason: "must give `users` as a list, so that the login account can be added" }]
      : []),
    ...(ssh_keys !== undefined
      ? [
          {
            path,
            reason: "must not set `ssh_keys`: slipway plans the host key, so that ssh can check it",
          },
        ]
      : []),
  ];
}

/** As PyYAML reads it: YAML 1.1, a later key wins over an earlier one. */
function readConfig(text: string): unknown {
  try {
    return parse(text, { version: "1.1", uniqueKeys: false, logLevel: "error" });
  } catch (error) {
    if (error instanceof YAMLParseError) return error;
    throw error;
  }
}

/**
 * The machine's complete user data: the user's own, then slipway's, which adds to it.
 *
 * cloud-init merges a part into those before it in the way that the part itself says. Our host key replaces whatever
 * was there; our login account is added to the user's list.
 */
export function machineUserData({ user, keys, hostKey }: Login, own?: string): string {
  const account = {
    name: user,
    gecos: "login made by slipway",
    shell: "/bin/bash",
    lock_passwd: true,
    sudo: "ALL=(ALL) NOPASSWD:ALL",
    ssh_authorized_keys: keys,
  };
  const host = {
    merge_how: "dict(replace)+list()+str()",
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: hostKey.private, ed25519_public: hostKey.public },
  };
  const login = {
    merge_how: "dict(no_replace,recurse_list)+list(append)+str()",
    // A list of users without "default" leaves out the image's usual account.
    users: listsUsers(own) ? [account] : ["default", account],
  };
  return combineUserData([...(own === undefined ? [] : [own]), config(host), config(login)]);
}

function listsUsers(own: string | undefined): boolean {
  if (own === undefined || !CONFIG.test(own.trimStart())) return false;
  const read = readConfig(own);
  return typeof read === "object" && read !== null && "users" in read;
}

function config(settings: object): string {
  return `#cloud-config\n${stringify(settings, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
