import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { configFile, PROJECT_FOLDER, STACK } from "./places";

/** What the demo must know of the stack's configuration. */
export interface DemoConfig {
  readonly name: string;
  readonly workers: number;
  /** Debian packages of the user, which are part of the images. */
  readonly packages: readonly string[];
  /** The user's name for the state of Debian's packages in the images. */
  readonly packageState?: string;
}

/**
 * Writes the configuration that the demo runs with: the committed `Pulumi.local.yaml`, the number of workers if one
 * is asked for, and the salt of the stack's passphrase, which Pulumi adds and which is not to be committed.
 */
export function writeConfig(workers: number | undefined): DemoConfig {
  const committed = path.join(PROJECT_FOLDER, `Pulumi.${STACK}.yaml`);
  const config = parseDocument(readFileSync(committed, "utf8"));
  if (workers !== undefined) config.setIn(["config", "slipway:workers"], workers);
  if (existsSync(configFile)) {
    const salt: unknown = parseDocument(readFileSync(configFile, "utf8")).get("encryptionsalt");
    if (typeof salt === "string") config.set("encryptionsalt", salt);
  }
  writeFileSync(configFile, config.toString({ lineWidth: 0 }), { mode: 0o600 });
  const settings = (config.toJS() as { config: Record<string, unknown> }).config;
  const { "slipway:name": name, "slipway:workers": count, "slipway:packages": packages } = settings;
  const state = settings["slipway:packageState"];
  return {
    name: typeof name === "string" ? name : "torque",
    workers: typeof count === "number" ? count : 2,
    packages: Array.isArray(packages) ? packages.map(String) : [],
    ...(typeof state === "string" && state !== "" ? { packageState: state } : {}),
  };
}
