import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { configFile, envFile, passphraseFile, stateFolder } from "./places";

/**
 * Makes this process and those it starts use the toolchain, and settles where Pulumi keeps the demo's state.
 *
 * `PULUMI_BACKEND_URL` and a login are respected; without either, the state is in a folder of the demo's own.
 */
export function enterEnvironment(toolchain: Readonly<Record<string, string>>): void {
  const { env } = process;
  Object.assign(env, toolchain);
  // A Pulumi that is killed while it writes the note beside its state can't read the state any more: no such notes.
  if (!hasBackend(env)) env.PULUMI_BACKEND_URL = `file://${stateFolder}?metadata=skip`;
  if (env.PULUMI_CONFIG_PASSPHRASE === undefined) {
    env.PULUMI_CONFIG_PASSPHRASE_FILE ??= passphraseFile;
  }
}

function hasBackend(env: NodeJS.ProcessEnv): boolean {
  if (env.PULUMI_BACKEND_URL || env.PULUMI_ACCESS_TOKEN) return true;
  const home = env.PULUMI_CREDENTIALS_PATH ?? env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi");
  const file = path.join(home, "credentials.json");
  if (!existsSync(file)) return false;
  const { current } = JSON.parse(readFileSync(file, "utf8")) as { current?: string };
  return Boolean(current);
}

/** Writes the lines with which a shell gets the same `pulumi`, state and passphrase. */
export function writeEnvFile(): void {
  const names = [
    "PATH",
    "PULUMI_HOME",
    "PULUMI_CREDENTIALS_PATH",
    "PULUMI_BACKEND_URL",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_SKIP_UPDATE_CHECK",
  ];
  const lines = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [`export ${name}='${value.replaceAll("'", "'\\''")}'`];
  });
  const usage = `# pulumi up --stack local --config-file '${configFile}'`;
  writeFileSync(envFile, [usage, ...lines, ""].join("\n"), { mode: 0o600 });
}
