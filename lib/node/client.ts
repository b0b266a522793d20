import "../core/end-with-engine";
import { setTimeout as sleep } from "node:timers/promises";
import { printable } from "../core/printable";
import { observerOf } from "../platform/registry";
import { BootSignal, type BootResult, type NodeBootInputs } from "./args";
import { cloudInitReader } from "./cloud-init-reader";
import { keepEvidence } from "./evidence";
import { maskOf } from "./mask";
import { recipesReader } from "./recipes-reader";
import { openSsh } from "./ssh";
import { BootFailure, waitForBoot, type World } from "./wait";

/** gRPC carries an error's text in a header of limited size. */
const LONGEST_MESSAGE = 3500;

/** Waits for the node; on failure keeps the evidence and throws the cause with the folder's name. */
export async function waitForNode(inputs: NodeBootInputs): Promise<BootResult> {
  const { observer, node, deadlineSec, ssh, signal } = inputs;
  const observe = observerOf(observer.platform);
  if (observe === undefined)
    throw new Error(`${node}: platform ${observer.platform} is not one of this version's`);
  const world: World = {
    now: () => performance.now(),
    sleep: (ms) => sleep(ms),
    observe: () => observe(observer.key),
  };
  const reader = (signal === BootSignal.CloudInit ? cloudInitReader : recipesReader)(
    ssh,
    openSsh,
    world,
  );
  try {
    return await waitForBoot(node, deadlineSec, reader, world);
  } catch (error) {
    if (!(error instanceof BootFailure)) throw error;
    throw await withEvidence(inputs, error);
  }
}

async function withEvidence(
  { stack, node, ssh, masked }: NodeBootInputs,
  failure: BootFailure,
): Promise<Error> {
  const mask = maskOf([ssh.privateKey, ...masked]);
  const lines = mask(failure.message).split("\n").map(shown);
  const summary = lines.join("\n").slice(0, LONGEST_MESSAGE);
  try {
    const { console, silent } = failure;
    const request = { stack, node, ssh: silent ? undefined : ssh, summary, console, mask };
    return new Error(`${summary}\nevidence: ${await keepEvidence(request, openSsh, new Date())}`);
  } catch (error) {
    return new Error(`${summary}\nno evidence kept: ${mask(String(error))}`);
  }
}

/** The guest's words are printed on the operator's terminal, and root of a guest may write what it likes. */
function shown(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return `${indent}${printable(line.replaceAll("\t", " "), LONGEST_MESSAGE)}`;
}
