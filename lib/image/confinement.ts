import * as path from "node:path";
import { recipesFolder } from "../core/package-root";

/** Who builds. Packages' scripts must run as root, of as little as this computer allows. */
export const Builder = {
  /** An ordinary user. Packages' scripts run as accounts of the user's own range, which are nobody's. */
  User: "user",
  /** Root. Packages' scripts run as accounts that nobody has. */
  Root: "root",
  /** An ordinary user through sudo, because user namespaces don't work for users here; otherwise like `Root`. */
  Sudo: "sudo",
  /** Root, where user namespaces don't work even for root: packages' scripts run as the computer's root. */
  Unconfined: "unconfined",
  /** The same through sudo. */
  SudoUnconfined: "sudo-unconfined",
} as const;
export type Builder = (typeof Builder)[keyof typeof Builder];

/** A user's own accounts: itself as root, and the range that /etc/subuid gives it. */
const OWN_ACCOUNTS = ["unshare", "--map-root-user", "--map-auto", "--mount", "--"];
const NAMESPACES = "unshare --mount --pid --ipc --uts --fork --kill-child --".split(" ");

/** Never asks: a build has no terminal, and sudo's question for a password would stop it for ever. */
const SUDO = ["sudo", "-n"];

const viaSudo = (builder: Builder): boolean =>
  builder === Builder.Sudo || builder === Builder.SudoUnconfined;

/** The command line of a build script; WORK, RECIPES, PARENT and the script's own arguments follow. */
export function scriptCommand(
  builder: Builder,
  script: string,
  environment: Readonly<Record<string, string>> = {},
): [string, ...string[]] {
  const build = (name: string): string => path.join(recipesFolder, "build", name);
  const confined = ["bash", build("confine.sh"), script];
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const root = viaSudo(builder) ? [...SUDO, ...keptBySudo()] : [];
  const rest: Record<Builder, string[]> = {
    [Builder.User]: [...OWN_ACCOUNTS, ...confined],
    [Builder.Root]: ["unshare", "--mount", "--", ...confined],
    [Builder.Sudo]: ["unshare", "--mount", "--", ...confined],
    [Builder.Unconfined]: [...NAMESPACES, "bash", build("init.sh"), "bash", build(script)],
    [Builder.SudoUnconfined]: [...NAMESPACES, "bash", build("init.sh"), "bash", build(script)],
  };
  const [command = "env", ...args] = [...root, "env", ...assignments, ...rest[builder]];
  return [command, ...args];
}

/** The command line that removes a tree which a build has left. */
export function removeCommand(builder: Builder, folder: string): [string, ...string[]] {
  const remove = ["rm", "-rf", "--one-file-system", "--", folder];
  const prefix = builder === Builder.User ? OWN_ACCOUNTS : viaSudo(builder) ? SUDO : [];
  const [command = "rm", ...args] = [...prefix, ...remove];
  return [command, ...args];
}

/** With these apt finds its way out; they may hold a password, so they stay off command lines. */
const PROXIES = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy"].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** The environment of builds: no passphrase of Pulumi's and no credential of a cloud for packages' scripts. */
export function buildEnvironment(): Record<string, string> {
  const { env } = process;
  const kept = Object.fromEntries(
    ["HOME", "LANG", "TERM", ...PROXIES].flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Record<string, string>;
  // Ordinary users have no sbin in theirs.
  return { ...kept, PATH: `${env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin` };
}

function keptBySudo(): string[] {
  const set = PROXIES.filter((name) => process.env[name] !== undefined);
  return set.length === 0 ? [] : [`--preserve-env=${set.join(",")}`];
}
