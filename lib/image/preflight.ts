import "../core/end-with-engine";
import * as fs from "node:fs";
import { execa } from "execa";
import { hasProgram, missingBuildTools } from "./build-tools";
import { imageExists } from "./builder";
import { obstacleText } from "./namespace-obstacle";
import { obstacleHere } from "./script";

/** Why an image that is not in the cache can't be built here; empty when it can, or need not. Builds nothing, asks nobody. */
export async function buildProblems(name: string): Promise<string[]> {
  if (imageExists(name)) return [];
  const tools = missingBuildTools();
  if (tools !== undefined) return [tools];
  const obstacle = await obstacleHere();
  if (obstacle === undefined || (await hasSudo())) return [];
  return [
    `building images needs user namespaces or sudo, and there is neither: ${obstacleText(obstacle)}`,
  ];
}

/** Whether sudo works without a password, or has a terminal to ask for one. */
async function hasSudo(): Promise<boolean> {
  if (!hasProgram("sudo")) return false;
  const { failed } = await execa("sudo", ["-n", "true"], { reject: false });
  return !failed || hasTerminal();
}

function hasTerminal(): boolean {
  try {
    fs.closeSync(fs.openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
