import "../core/end-with-engine";
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { dataRoot } from "../core/paths";
import type { AccessInputs, AccessResult } from "./args";
import { checkAccess } from "./check";
import { renderCommand, renderKnownHosts, renderSshConfig, type AccessPaths } from "./render";

type Place = Pick<AccessInputs, "stack" | "cluster">;

const KEY_MODE = 0o600;
const FILE_MODE = 0o644;

function pathsOf({ stack, cluster }: Place): AccessPaths {
  const folder = path.join(dataRoot(), "access", stack, cluster);
  const inFolder = (file: string) => path.join(folder, file);
  return {
    folder,
    sshConfig: inFolder("ssh_config"),
    knownHosts: inFolder("known_hosts"),
    privateKey: inFolder("id_ed25519"),
  };
}

interface WantedFile {
  readonly file: string;
  readonly mode: number;
  readonly content: string;
}

function wantedFiles(inputs: AccessInputs, paths: AccessPaths): WantedFile[] {
  return [
    { file: paths.sshConfig, mode: FILE_MODE, content: renderSshConfig(inputs, paths) },
    { file: paths.knownHosts, mode: FILE_MODE, content: renderKnownHosts(inputs.hosts) },
    // ssh refuses a key file without a final newline.
    { file: paths.privateKey, mode: KEY_MODE, content: `${inputs.privateKey.trimEnd()}\n` },
  ];
}

/** Writes the files; each is complete or not there at all. */
export async function writeAccess(inputs: AccessInputs): Promise<AccessResult> {
  const paths = pathsOf(inputs);
  checkAccess(inputs, paths.folder);
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  await chmod(paths.folder, 0o700);
  for (const wanted of wantedFiles(inputs, paths)) await writeWhole(wanted);
  const { sshConfig, knownHosts, privateKey } = paths;
  const ssh = renderCommand(sshConfig, inputs.hosts[0]?.alias ?? "");
  return {
    knownHosts,
    sshConfig,
    privateKeyFile: privateKey,
    ssh,
    digest: await digestOnDisk(inputs),
  };
}

async function writeWhole({ file, mode, content }: WantedFile): Promise<void> {
  const draft = `${file}.${String(process.pid)}.new`;
  await writeFile(draft, content, { mode });
  await chmod(draft, mode);
  await rename(draft, file);
}

/** The digest that the files should have. In a preview, where inputs may be unknown, one that no files have. */
export function wantedDigest(inputs: AccessInputs): string {
  if (!Array.isArray(inputs.hosts) || inputs.hosts.some((host) => typeof host !== "object"))
    return "unknown";
  const files = wantedFiles(inputs, pathsOf(inputs));
  return digestOf(files.map(({ mode, content }) => ({ mode, content })));
}

/** The digest of what is there: content and modes. */
export async function digestOnDisk(place: Place): Promise<string> {
  const { sshConfig, knownHosts, privateKey } = pathsOf(place);
  return digestOf(await Promise.all([sshConfig, knownHosts, privateKey].map(lookAt)));
}

async function lookAt(file: string): Promise<{ mode: number; content: string } | undefined> {
  try {
    return { mode: (await stat(file)).mode & 0o777, content: await readFile(file, "utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function digestOf(files: readonly ({ mode: number; content: string } | undefined)[]): string {
  const parts = files.map((file) => (file === undefined ? null : [file.mode, file.content]));
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Removes the files and the folders that are empty then. Anything else that lies there stays. */
export async function removeAccess(place: Place): Promise<void> {
  const { folder, sshConfig, knownHosts, privateKey } = pathsOf(place);
  await Promise.all([sshConfig, knownHosts, privateKey].map((file) => rm(file, { force: true })));
  for (const each of [folder, path.dirname(folder)]) {
    if (!(await removedEmpty(each))) return;
  }
}

async function removedEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return true;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}
