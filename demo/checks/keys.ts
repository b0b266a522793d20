import { execa } from "execa";
import { check, type Check } from "./check";
import type { Shell } from "./shell";

/** Whether the key that users are given opens nothing but its account: neither the operator's nor root's. */
export async function checkKeys(shell: Shell, ssh: string): Promise<Check> {
  const others = await Promise.all(
    ["slipway", "root"].map(async (account) => [account, await opens(ssh, account)] as const),
  );
  const sudo = (await shell("sudo -n id -un 2>/dev/null || true")).trim();
  const open = [
    ...others.filter(([, isOpen]) => isOpen).map(([account]) => account),
    ...(sudo === "" ? [] : [`${sudo} by sudo`]),
  ];
  return check(
    "the user's key opens no other account",
    open.length === 0,
    open.length === 0 ? "slipway, root, sudo refused" : `opens ${open.join(", ")}`,
  );
}

/** A connection that breaks is no refusal: only ssh's own word for a refused key counts as one. */
async function opens(ssh: string, account: string): Promise<boolean> {
  const child = await execa("/bin/sh", ["-c", `${ssh} -o BatchMode=yes -l ${account} true`], {
    reject: false,
  });
  if (child.exitCode === 0) return true;
  if (child.stderr.includes("Permission denied")) return false;
  throw new Error(`ssh as ${account}: ${child.stderr}`);
}
