import "../core/end-with-engine";
import { execa } from "execa";
import { hasProgram, missingBuildTools } from "./build-tools";
import { imageExists } from "./builder";
import { SUDO_HINT } from "./find-builder";
import { type Obstacle, obstacleText } from "./namespace-obstacle";
import { builderHere, builderInWords, obstacleHere } from "./script";

/**
 * Why an image that is not in the cache can't be built here; empty when it can, or need not. Builds nothing, asks nobody.
 *
 * Prints a warning where packages' scripts would run as this computer's root, with the cause.
 */
export async function buildProblems(name: string): Promise<string[]> {
  if (imageExists(name)) return [];
  const tools = missingBuildTools();
  if (tools !== undefined) return [tools];
  const obstacle = await obstacleHere();
  const problem = obstacle === undefined ? undefined : await sudoProblem(obstacle);
  if (problem !== undefined) return [problem];
  try {
    const { refusal } = await builderHere();
    if (refusal !== undefined) console.log(`warning: ${name}: ${await builderInWords()}`);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Only a sudo that asks nothing counts: a build runs in the background, where its question would stop it for ever. */
async function sudoProblem(obstacle: Obstacle): Promise<string | undefined> {
  const cause = obstacleText(obstacle);
  if (!hasProgram("sudo"))
    return `building images needs user namespaces or sudo, and there is neither: ${cause}`;
  const { failed } = await execa("sudo", ["-n", "true"], { reject: false });
  if (!failed) return undefined;
  return `building images needs sudo here, because ${cause}, and sudo asks for a password: ${SUDO_HINT}`;
}
