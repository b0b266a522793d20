import { createHash } from "node:crypto";
import type { Problem } from "../core/errors";
import { renderUserData } from "../user-data/render";
import { leastBytes, MAX_USER_DATA_BYTES } from "../user-data/size";
import type { NodePlan } from "./plan";

/**
 * What is wrong with the size of a node's user data. The limit is the same on all platforms: what is tried on a computer
 * of one's own is not refused by the cloud later.
 */
export function userDataProblems(node: NodePlan): Problem[] {
  const { role, userData } = node;
  if (userData.setup === undefined && userData.payload === undefined) return [];
  const bytes = plannedBytes(node);
  if (bytes <= MAX_USER_DATA_BYTES) return [];
  const path =
    userData.setup !== undefined ? "setup" : node.node === "master" ? "masterImage" : "workerImage";
  const limit = `at most ${String(MAX_USER_DATA_BYTES)} fit into a machine's user data`;
  return [{ path, reason: `makes ${String(bytes)} bytes, compressed, for ${role}, ${limit}` }];
}

/** The least room that a node's user data can take, with the keys that are not there yet. */
export function plannedBytes({ userData }: NodePlan): number {
  const hostKey = { private: randomLike(420), public: randomLike(90) };
  const secrets = { "munge.key": randomLike(200) };
  const operatorKeys = [randomLike(90)];
  return leastBytes(renderUserData({ ...userData, hostKey, operatorKeys, secrets }));
}

/** A stand-in of at least the length that the real one has, and no better to compress. */
function randomLike(length: number): string {
  let text = "";
  while (text.length < length)
    text += createHash("sha512")
      .update(`${String(length)} ${text}`)
      .digest("base64");
  return text.slice(0, length);
}
