import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { envFile, passphraseFile, stateFolder } from "./places";

type Environment = Record<string, string>;

/**
 * Where `pulumi` keeps the demo's state, and the passphrase of its secrets.
 *
 * `PULUMI_BACKEND_URL` and a login are respected; without either, the state is in a folder of the demo's own.
 */
export function pulumiEnvironment(toolchain: Readonly<Environment>): Environment {
  const env: Environment = { ...toolchain };
  if (!hasBackend(env)) env.PULUMI_BACKEND_URL = `file://${stateFolder}`;
  if (!("PULUMI_CONFIG_PASSPHRASE" in env || "PULUMI_CONFIG_PASSPHRASE_FILE" in env)) {
    env.PULUMI_CONFIG_PASSPHRASE_FILE = passphraseFile;
  }
  return env;
}

function hasBackend(env: Readonly<Environment>): boolean {
  if (env.PULUMI_BACKEND_URL || env.PULUMI_ACCESS_TOKEN) return true;
  const home = env.PULUMI_CREDENTIALS_PATH ?? env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi");
  const file = path.join(home, "credentials.json");
  if (!existsSync(file)) return false;
  const { current } = JSON.parse(readFileSync(file, "utf8")) as { current?: string };
  return Boolean(current);
}

/** Writes the lines with which a shell gets the same `pulumi`, state and passphrase. */
export function writeEnvFile(env: Readonly<Environment>, configFile: string): void {
  const names = [
    "PATH",
    "PULUMI_HOME",
    "PULUMI_CREDENTIALS_PATH",
    "PULUMI_BACKEND_URL",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_SKIP_UPDATE_CHECK",
  ];
  const lines = names.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [`export ${name}='${value.replaceAll("'", "'\\''")}'`];
  });
  const usage = `# pulumi up --stack local --config-file '${configFile}'`;
  writeFileSync(envFile, [usage, ...lines, ""].join("\n"), { mode: 0o600 });
}
