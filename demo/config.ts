import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { configFile, PROJECT_FOLDER, STACK } from "./places";

/** What the demo must know of the stack's configuration. */
export interface DemoConfig {
  readonly name: string;
  readonly workers: number;
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
  const [name, count] = ["name", "workers"].map((key): unknown =>
    config.getIn(["config", `slipway:${key}`]),
  );
  return {
    name: typeof name === "string" ? name : "torque",
    workers: typeof count === "number" ? count : 2,
  };
}
