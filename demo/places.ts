import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { dataRoot } from "slipway/internal/core/paths";

/** The checkout: the Pulumi project is its top folder. */
export const PROJECT_FOLDER = path.resolve(__dirname, "..");
export const PROJECT = "slipway";
export const STACK = "local";

/** What the demo keeps for itself, apart from the cluster. */
export const demoFolder = path.join(dataRoot(), "demo");
/** Pulumi's state, unless a login or PULUMI_BACKEND_URL says otherwise. */
export const stateFolder = path.join(demoFolder, "state");
/** The passphrase that encrypts the secrets in the state. */
export const passphraseFile = path.join(demoFolder, "passphrase");
/** The stack's configuration as used: `Pulumi.local.yaml` plus the salt that Pulumi adds to it. */
export const configFile = path.join(demoFolder, "project", `Pulumi.${STACK}.yaml`);
/** The operator's ssh files: key and configuration, made from the stack's outputs. */
export const operatorFolder = path.join(demoFolder, "operator");
/** Shell lines with which `pulumi` works on the demo's stack by hand. */
export const envFile = path.join(demoFolder, "env");

/** Makes the folders, and the passphrase once. */
export function preparePlaces(): void {
  for (const folder of [stateFolder, path.dirname(configFile)]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  try {
    const passphrase = `${randomBytes(24).toString("base64url")}\n`;
    writeFileSync(passphraseFile, passphrase, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
