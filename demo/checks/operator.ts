import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { randomBytes } from "node:crypto";

/** The operator's account on every node: root by sudo. */
const ACCOUNT = "slipway";

/**
 * Writes an ssh configuration that logs in as the operator, in a folder of its own beside nothing of the users'.
 *
 * @param userConfig the one that the `ssh` output names: hosts, ports and host keys are taken from it
 * @param operatorKey the cluster's `operatorKey` output
 */
export function writeOperatorConfig(
  userConfig: string,
  operatorKey: string,
  folder: string,
): string {
  return writeConfigFor(ACCOUNT, userConfig, operatorKey, folder);
}

/** The same for any account and its key. */
export function writeConfigFor(
  account: string,
  userConfig: string,
  privateKey: string,
  folder: string,
): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = path.join(folder, "id_ed25519");
  const config = path.join(folder, "ssh_config");
  const text = readFileSync(userConfig, "utf8")
    .replaceAll(/^( *User ).*$/gm, (_, start: string) => `${start}${account}`)
    .replaceAll(
      /^( *IdentityFile ).*$/gm,
      (_, start: string) => `${start}"${key.replaceAll("%", "%%")}"`,
    );
  writeWhole(key, `${privateKey.trimEnd()}\n`);
  writeWhole(config, text);
  return config;
}

/** An ssh that starts meanwhile reads the old file or the new one, never half of it. */
function writeWhole(file: string, content: string): void {
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, file);
}
