import { readFileSync } from "node:fs";
import * as path from "node:path";
import { filesOf } from "./local-machines";
import { operatorFolder, type Remote } from "./remote";
import type { Sandbox } from "./sandbox";

/** One secret of a stack, as bytes. */
export interface Secret {
  readonly name: string;
  readonly value: Buffer;
}

/**
 * Names of the secrets that a text shows, in any form that they could travel in: as they are, base64, hexadecimal.
 * An empty list is what a test wants.
 */
export function secretsIn(text: string, secrets: readonly Secret[]): string[] {
  return secrets
    .filter(({ value }) => formsOf(value).some((form) => text.includes(form)))
    .map(({ name }) => name);
}

function formsOf(value: Buffer): string[] {
  const forms = [...base64Forms(value), value.toString("hex"), value.toString("latin1")];
  const text = value.toString("utf8");
  return isText(text) ? [...forms, text, JSON.stringify(text).slice(1, -1)] : forms;
}

/** How the value looks inside a longer base64 text: that depends on where in the text it begins. */
function base64Forms(value: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), value]).toString("base64");
    return text.slice(4 * Math.sign(shift), -4);
  });
}

function isText(value: string): boolean {
  return /^[\x20-\x7e\s]+$/.test(value);
}

/** A telling part of a private key file: its last full line, which in all formats belongs to the private half. */
export function keyPart(pem: string): Buffer {
  const lines = pem.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
  return Buffer.from(lines.at(-2) ?? "");
}

/** The secrets of a cluster, read where only the operator can: munge key, host keys, the keys of operator and user, the passphrase. */
export async function collectSecrets(
  remote: Remote,
  sandbox: Sandbox,
  nodes: readonly string[],
): Promise<Secret[]> {
  const munge = await remote.must("slipway@master", "sudo base64 -w 0 /etc/munge/munge.key");
  const secrets: Secret[] = [{ name: "munge key", value: Buffer.from(munge, "base64") }];
  for (const node of nodes) {
    const pem = await remote.must(`slipway@${node}`, "sudo cat /etc/ssh/ssh_host_ed25519_key");
    secrets.push({ name: `host key of ${node}`, value: keyPart(pem) });
  }
  const passphrase = sandbox.env.PULUMI_CONFIG_PASSPHRASE;
  if (passphrase !== undefined)
    secrets.push({ name: "passphrase of the state", value: Buffer.from(passphrase) });
  const own = filesOf(sandbox).filter((file) => path.basename(file) === "id_ed25519");
  const keys = own.map((file) => ["user's key", path.join(sandbox.data, file)] as const);
  const operator = ["operator's key", path.join(operatorFolder(sandbox), "id_ed25519")] as const;
  for (const [name, file] of [...keys, operator])
    secrets.push({ name, value: keyPart(readFileSync(file, "utf8")) });
  return secrets;
}
