import "../../core/end-with-engine";
import { parseCidr } from "../../core/cidr";
import { fileName } from "./store";
import { ensureSwitch, pathTooLong, removeSwitch, runningSwitch } from "./switch";

/** A private network of a stack. */
export interface NetworkInputs {
  readonly providerVersion: number;
  readonly stack: string;
  readonly network: string;
  readonly cidr: string;
}

// The network on which each machine reaches outside; fixed by QEMU.
const OUTSIDE = "10.0.2.0/24";

/** What is wrong with the network's arguments on this host. */
export function checkNetwork({
  stack,
  network,
  cidr,
}: NetworkInputs): { property: string; reason: string }[] {
  const reasons = [overlap(cidr), pathTooLong(stack, network)].filter(
    (reason) => reason !== undefined,
  );
  return reasons.map((reason) => ({ property: "cidr", reason }));
}

export async function createNetwork({ stack, network }: NetworkInputs): Promise<string> {
  await ensureSwitch(stack, network);
  return `${stack}/${fileName(network)}`;
}

export function isNetworkRunning({ stack, network }: NetworkInputs): boolean {
  return runningSwitch(stack, network) !== undefined;
}

export async function startNetwork({ stack, network }: NetworkInputs): Promise<void> {
  await ensureSwitch(stack, network);
}

export async function deleteNetwork({ stack, network }: NetworkInputs): Promise<void> {
  await removeSwitch(stack, network);
}

function overlap(cidr: string): string | undefined {
  const [range, outside] = [parseCidr(cidr), parseCidr(OUTSIDE)];
  if (!range) return `must be a network such as 10.77.0.0/24, got ${JSON.stringify(cidr)}`;
  const shared = Math.min(range.prefix, 24);
  const same = outside?.network.mask(shared) === range.network.mask(shared);
  return same ? `overlaps ${OUTSIDE}, on which machines reach outside, got ${cidr}` : undefined;
}
