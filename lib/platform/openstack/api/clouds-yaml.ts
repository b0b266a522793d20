import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";

/** One cloud of a clouds.yaml, its `auth` part and the rest on one level. */
export type CloudEntry = Readonly<Record<string, string | undefined>>;

type Env = Readonly<Record<string, string | undefined>>;

/** The cloud of that name, from the first clouds.yaml in the order of OpenStack's own tools. */
export function readCloud(name: string, env: Env): CloudEntry {
  const files = places("clouds", env);
  const file = files.find((each) => fs.existsSync(each));
  if (file === undefined) {
    throw new Error(
      `OpenStack credentials: no clouds.yaml for cloud "${name}"; looked for ${files.join(", ")}`,
    );
  }
  const clouds = entriesIn(file);
  const cloud = clouds[name];
  if (cloud === undefined) {
    const known = Object.keys(clouds).join(", ") || "none";
    throw new Error(`OpenStack credentials: no cloud "${name}" in ${file}; it has: ${known}`);
  }
  const secure = places("secure", env).find((each) => fs.existsSync(each));
  const secrets = secure === undefined ? undefined : entriesIn(secure)[name];
  return { ...flat(cloud), ...(secrets === undefined ? {} : flat(secrets)) };
}

function places(kind: "clouds" | "secure", env: Env): string[] {
  const variable = kind === "clouds" ? "OS_CLIENT_CONFIG_FILE" : "OS_CLIENT_SECURE_FILE";
  const named = env[variable];
  if (named !== undefined && named !== "") return [named];
  const config = env.XDG_CONFIG_HOME ?? path.join(env.HOME ?? os.homedir(), ".config");
  const folders = [process.cwd(), path.join(config, "openstack"), "/etc/openstack"];
  return folders.map((folder) => path.join(folder, `${kind}.yaml`));
}

interface Cloud {
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly verify?: unknown;
  readonly regions?: readonly unknown[];
  readonly [key: string]: unknown;
}

function entriesIn(file: string): Readonly<Record<string, Cloud | undefined>> {
  let read: unknown;
  try {
    read = parse(fs.readFileSync(file, "utf8"));
  } catch {
    // The parser's message would quote the file, which holds a password.
    throw new Error(`OpenStack credentials: ${file} can't be read as YAML`);
  }
  return (read as { clouds?: Record<string, Cloud> } | null)?.clouds ?? {};
}

function flat({ auth, verify, ...others }: Cloud): CloudEntry {
  const entries = Object.entries({ ...others, ...auth });
  const texts = entries.flatMap(([key, value]) =>
    typeof value === "string" || typeof value === "number" ? [[key, String(value)]] : [],
  );
  const all = Object.fromEntries(texts) as Record<string, string>;
  return verify === false ? { ...all, insecure: "true" } : all;
}
