import { execFileSync } from "node:child_process";
import { smallEnvironment } from "./environment";

/**
 * Where clouds answer whoever asks with what belongs to the host: keys, user data. Most are link-local; Azure,
 * Alibaba and Oracle have one outside of that.
 */
const METADATA = ["169.254.0.0/16", "168.63.129.16", "100.100.100.200", "192.0.0.192"];

/** Addresses and ranges that a guest must not reach though this host does: metadata services, and the host itself. */
export function closedRanges(): string[] {
  return [...METADATA, ...hostAddresses()];
}

/**
 * All addresses under which this host answers, also those of cards without a carrier (an unused bridge), which
 * Node's `networkInterfaces` leaves out. The loopback range is not among them: each namespace has its own.
 */
function hostAddresses(): string[] {
  const command = ["-json", "-4", "route", "show", "table", "local", "type", "local"];
  const text = execFileSync("ip", command, { encoding: "utf8", env: smallEnvironment() });
  const routes = JSON.parse(text === "" ? "[]" : text) as { readonly dst: string }[];
  return [...new Set(routes.map(({ dst }) => dst))].filter((dst) => !dst.startsWith("127."));
}
