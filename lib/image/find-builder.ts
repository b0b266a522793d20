import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { execa } from "execa";
import { recipesFolder } from "../core/package-root";
import { printable } from "../core/printable";
import { Builder, buildEnvironment, scriptCommand } from "./confinement";
import {
  namespaceFacts,
  namespaceObstacle,
  namespaceRefusal,
  type Obstacle,
  obstacleText,
} from "./namespace-obstacle";

/** Who builds here. */
export interface FoundBuilder {
  readonly builder: Builder;
  /** What the system said against user namespaces for root: set where the builder is an unconfined one. */
  readonly refusal?: string;
}

/** What a user does before a build, where sudo asks for a password. */
export const SUDO_HINT =
  "run `sudo -v` in this terminal first: a build can't answer sudo's question for a password, but may use what was answered";

/** Whether this process is root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Why an ordinary user can't build without root here; undefined when it can. Makes nothing. */
export async function userObstacle(): Promise<Obstacle | undefined> {
  const said = await refusalOf(Builder.User);
  return said === undefined ? undefined : namespaceObstacle(namespaceFacts(), said);
}

/**
 * Finds out, by trying, who builds here. Never asks for a password.
 *
 * Unconfined only where the kernel refuses root user namespaces; fails when root can't build for another cause.
 */
export async function findBuilder(obstacle: Obstacle | undefined): Promise<FoundBuilder> {
  if (isRoot()) return confinedOr(Builder.Root, Builder.Unconfined);
  if (obstacle === undefined) return { builder: Builder.User };
  return confinedOr(Builder.Sudo, Builder.SudoUnconfined);
}

/** In words, for a build's log and for the warning of preview. */
export function builderText(
  { builder, refusal = "" }: FoundBuilder,
  obstacle: Obstacle | undefined,
): string {
  const reason = obstacle === undefined ? "" : `, because ${obstacleText(obstacle)}`;
  const confined = "packages' scripts run as accounts that nobody has";
  const bare =
    `user namespaces do not work for root (${refusal}): ` +
    "packages' scripts run as root of this computer";
  const texts: Record<Builder, string> = {
    [Builder.User]: `builds without root: ${confined}`,
    [Builder.Root]: `builds as root: ${confined}`,
    [Builder.Sudo]: `builds through sudo${reason}: ${confined}`,
    [Builder.Unconfined]: `builds as root: ${bare}`,
    [Builder.SudoUnconfined]: `builds through sudo${reason}: ${bare}`,
  };
  return texts[builder];
}

async function confinedOr(confined: Builder, unconfined: Builder): Promise<FoundBuilder> {
  const said = await refusalOf(confined);
  if (said === undefined) return { builder: confined };
  const refusal = namespaceRefusal(said);
  if (refusal !== undefined) return { builder: unconfined, refusal };
  const hint = confined === Builder.Sudo ? `; ${SUDO_HINT}` : "";
  throw new Error(`image build: root can't build here: ${printable(said)}${hint}`);
}

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
