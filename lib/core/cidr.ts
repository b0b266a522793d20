import { Address4 } from "ip-address";

/** An IPv4 range. */
export interface Cidr {
  readonly network: Address4;
  readonly prefix: number;
}

/** The range that `text` names, or undefined unless it is a network address with a prefix, such as `10.77.0.0/24`. */
export function parseCidr(text: unknown): Cidr | undefined {
  if (typeof text !== "string" || !text.includes("/") || !Address4.isValid(text)) return undefined;
  const address = new Address4(text);
  if (address.correctForm() !== address.startAddress().correctForm()) return undefined;
  return { network: address.startAddress(), prefix: address.subnetMask };
}

/** Highest offset of an address that a host may have; the last one of the range is for broadcasts. */
export function lastHostOffset(cidr: Cidr): number {
  return 2 ** (32 - cidr.prefix) - 2;
}

/** The address `offset` places after the network's own. */
export function addressAt(cidr: Cidr, offset: number): string {
  return cidr.network.offset(offset).correctForm();
}

/** Whether the range is one of those set apart for private networks (RFC 1918). */
export function isPrivate(cidr: Cidr): boolean {
  return cidr.network.isPrivate();
}
