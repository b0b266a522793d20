import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { ownAccount } from "../../../core/account";

/** One cloud of a clouds.yaml, its `auth` part and the rest on one level. */
export type CloudEntry = Readonly<Record<string, string | undefined>>;

export type Env = Readonly<Record<string, string | undefined>>;

/** A cloud as one file has it, with all that is in it. Every value is the text that stands in the file. */
export interface WrittenCloud {
  readonly file: string;
  readonly entry: Cloud;
}

interface Cloud {
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

type Kind = "clouds" | "secure" | "clouds-public";

/** The cloud of that name, from the first clouds.yaml in the order of OpenStack's own tools. */
export function readCloud(name: string, env: Env): CloudEntry {
  const files = ownPlaces("clouds", env);
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
  const secure = ownPlaces("secure", env).find((each) => fs.existsSync(each));
  const secrets = secure === undefined ? undefined : entriesIn(secure)[name];
  return { ...flat(cloud), ...(secrets === undefined ? {} : flat(secrets)) };
}

/**
 * What every file that one of OpenStack's tools may read says of that cloud, or of the public cloud that it derives
 * from. Which file they take differs from tool to tool: by the variable, the user's home folder and the ending.
 */
export function writtenClouds(name: string, env: Env): WrittenCloud[] {
  const inFiles = (kind: Kind, names: ReadonlySet<string>): WrittenCloud[] =>
    places(kind, env)
      .filter(isReadable)
      .flatMap((file) => {
        const entries = Object.entries(entriesIn(file));
        return entries.flatMap(([key, entry]) =>
          names.has(key) && entry !== undefined ? [{ file, entry }] : [],
        );
      });
  const own = [...inFiles("clouds", new Set([name])), ...inFiles("secure", new Set([name]))];
  const profiles = own.flatMap(({ entry }) => [entry.profile, entry.cloud]);
  const texts = profiles.filter((each) => typeof each === "string");
  return [...own, ...inFiles("clouds-public", new Set(texts))];
}

/** A file that a variable names, or the usual places: the order of OpenStack's own tools. */
function ownPlaces(kind: Kind, env: Env): string[] {
  const named = namedFile(kind, env);
  return named === undefined ? places(kind, env) : [named];
}

function namedFile(kind: Kind, env: Env): string | undefined {
  const file = {
    clouds: env.OS_CLIENT_CONFIG_FILE,
    secure: env.OS_CLIENT_SECURE_FILE,
    "clouds-public": "",
  }[kind];
  return file === "" ? undefined : file;
}

/**
 * All of them: Pulumi's provider takes the user's home from the system, and knows no variable for secure.yaml. A user
 * who has no home folder has no files in it.
 */
function places(kind: Kind, env: Env): string[] {
  const account = ownAccount();
  const home = env.HOME ?? account?.homedir;
  const config =
    env.XDG_CONFIG_HOME ?? (home === undefined ? undefined : path.join(home, ".config"));
  const folders = [
    process.cwd(),
    ...(config === undefined ? [] : [path.join(config, "openstack")]),
    ...(home === undefined ? [] : [path.join(home, ".config", "openstack")]),
    ...(account === undefined ? [] : [path.join(account.homedir, ".config", "openstack")]),
    "/etc/openstack",
  ];
  const usual = [...new Set(folders)].flatMap((folder) =>
    ["yaml", "yml"].map((ending) => path.join(folder, `${kind}.${ending}`)),
  );
  const named = namedFile(kind, env);
  return named === undefined ? usual : [named, ...usual];
}

function isReadable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK);
    return true;
  } catch {
    return false; // neither can the provider, which runs as the same user
  }
}

/** Reads no value: `no`, `0123` and `"off"` stay as they are written, whichever version of YAML a tool goes by. */
function entriesIn(file: string): Readonly<Record<string, Cloud | undefined>> {
  try {
    const text = fs.readFileSync(file, "utf8");
    const read = parse(text, { schema: "failsafe", merge: true, logLevel: "error" }) as unknown;
    const { clouds, ["public-clouds"]: shared } = Object(read) as Record<
      string,
      object | undefined
    >;
    return { ...clouds, ...shared };
  } catch {
    // The parser's message would quote the file, which holds a password.
    throw new Error(`OpenStack credentials: ${file} can't be read as YAML`);
  }
}

function flat({ auth, ...others }: Cloud): CloudEntry {
  const entries = Object.entries({ ...others, ...auth });
  const texts = entries.filter(([, value]) => typeof value === "string" && !isNull(value));
  return Object.fromEntries(texts) as Record<string, string>;
}

/** How YAML writes that there is nothing. */
export function isNull(text: string): boolean {
  return ["", "~", "null", "Null", "NULL"].includes(text);
}
