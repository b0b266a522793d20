import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { execa } from "execa";
import { recipesFolder } from "../core/package-root";
import {
  namespaceFacts,
  namespaceObstacle,
  type Obstacle,
  obstacleText,
} from "./namespace-obstacle";

/** Who builds. Packages' scripts must run as root, of as little as this computer allows. */
export const Builder = {
  /** An ordinary user. Packages' scripts run as accounts of the user's own range, which are nobody's. */
  User: "user",
  /** Root. Packages' scripts run as accounts that nobody has. */
  Root: "root",
  /** An ordinary user through sudo, because user namespaces don't work for users here; otherwise like `Root`. */
  Sudo: "sudo",
  /** Root, where user namespaces don't work at all: packages' scripts run as the computer's root. */
  Unconfined: "unconfined",
  /** The same through sudo. */
  SudoUnconfined: "sudo-unconfined",
} as const;
export type Builder = (typeof Builder)[keyof typeof Builder];

/** A user's own accounts: itself as root, and the range that /etc/subuid gives it. */
const OWN_ACCOUNTS = ["unshare", "--map-root-user", "--map-auto", "--mount", "--"];
const NAMESPACES = "unshare --mount --pid --ipc --uts --fork --kill-child --".split(" ");

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
  const root = viaSudo(builder) ? ["sudo", ...keptBySudo()] : [];
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
  const prefix = builder === Builder.User ? OWN_ACCOUNTS : viaSudo(builder) ? ["sudo"] : [];
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

/** Why an ordinary user can't build without root here; undefined when it can. Makes nothing. */
export async function userObstacle(): Promise<Obstacle | undefined> {
  const refusal = await refusalOf(Builder.User);
  return refusal === undefined ? undefined : namespaceObstacle(namespaceFacts(), refusal);
}

/** Finds out, by trying, who builds here. May ask for sudo's password. */
export async function findBuilder(obstacle: Obstacle | undefined): Promise<Builder> {
  if (isRoot()) return (await works(Builder.Root)) ? Builder.Root : Builder.Unconfined;
  if (obstacle === undefined) return Builder.User;
  return (await works(Builder.Sudo)) ? Builder.Sudo : Builder.SudoUnconfined;
}

/** What is said of it in a build's log. */
export function builderText(builder: Builder, obstacle: Obstacle | undefined): string {
  const reason = obstacle === undefined ? "" : `, because ${obstacleText(obstacle)}`;
  const confined = "packages' scripts run as accounts that nobody has";
  const bare = "user namespaces do not work: packages' scripts run as root of this computer";
  const texts: Record<Builder, string> = {
    [Builder.User]: `builds without root: ${confined}`,
    [Builder.Root]: `builds as root: ${confined}`,
    [Builder.Sudo]: `builds through sudo${reason}: ${confined}`,
    [Builder.Unconfined]: `builds as root: ${bare}`,
    [Builder.SudoUnconfined]: `builds through sudo${reason}: ${bare}`,
  };
  return texts[builder];
}

/** Whether this process is root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

const works = async (builder: Builder): Promise<boolean> =>
  (await refusalOf(builder)) === undefined;

/** What the system says against it, or undefined when it works. */
async function refusalOf(builder: Builder): Promise<string | undefined> {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-probe-"));
  try {
    const [command, ...args] = scriptCommand(builder, "probe.sh");
    const result = await execa(command, [...args, work, recipesFolder, ""], {
      reject: false,
      // Held open: its end would stop the probe.
      stdin: "pipe",
      extendEnv: false,
      env: buildEnvironment(),
    });
    if (!result.failed) return undefined;
    const words = result.stderr.trim();
    return words === "" ? result.originalMessage : words;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}
