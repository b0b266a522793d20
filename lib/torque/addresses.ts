import { addressAt, parseCidr } from "../core/cidr";

/** Place of the master's address in the range. The ones before it are for gateways and the like. */
export const MASTER_OFFSET = 10;

/** Address of the master (0) or of a worker (1, 2, …). The range must be a valid one. */
export function nodeAddress(cidr: string, index: number): string {
  const range = parseCidr(cidr);
  if (range === undefined) throw new Error(`not an IPv4 network: ${cidr}`);
  return addressAt(range, MASTER_OFFSET + index);
}
