import { addressAt, lastHostOffset, parseCidr } from "../../core/cidr";
import { allRecords } from "./record";

// Addresses that the program chooses are mostly low ones; those that we choose start here.
const FIRST_OFFSET = 100;

/**
 * The private address of a new machine: the wanted one, or the first free one of the network. Fails
 * when another machine of the network has it.
 */
export function chooseAddress(
  stack: string,
  network: string,
  cidr: string,
  wanted?: string,
): string {
  const used = new Map<string, string>();
  for (const record of allRecords(stack)) {
    if (record.network === network && record.privateAddress !== undefined) {
      used.set(record.privateAddress, record.machine);
    }
  }
  if (wanted === undefined) return firstFree(cidr, used);
  const user = used.get(wanted);
  if (user !== undefined) throw new Error(`privateIp: ${wanted} is the address of machine ${user}`);
  return wanted;
}

/** Length of the network's prefix: 24 of `10.77.0.0/24`. */
export function prefixOf(cidr: string): number {
  const parsed = parseCidr(cidr);
  if (!parsed) throw new Error(`not a network: ${cidr}`);
  return parsed.prefix;
}

function firstFree(cidr: string, used: ReadonlyMap<string, string>): string {
  const parsed = parseCidr(cidr);
  const last = parsed ? lastHostOffset(parsed) : 0;
  for (let offset = Math.min(FIRST_OFFSET, last); parsed && offset <= last; offset++) {
    const address = addressAt(parsed, offset);
    if (!used.has(address)) return address;
  }
  throw new Error(`no free address in ${cidr}`);
}
