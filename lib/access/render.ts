import { shellQuote } from "../user-data/env-file";
import type { AccessHost, AccessInputs } from "./args";

/** Paths of the files of one cluster. */
export interface AccessPaths {
  readonly folder: string;
  readonly sshConfig: string;
  readonly knownHosts: string;
  readonly privateKey: string;
}

/** Content of `known_hosts`: each host under its alias, so that a reused address never meets an old key. */
export function renderKnownHosts(hosts: readonly AccessHost[]): string {
  return hosts.map(({ alias, hostKey }) => `${alias} ${bareKey(hostKey)}\n`).join("");
}

/** Content of `ssh_config`: complete, so that `ssh -F` needs nothing else. */
export function renderSshConfig({ hosts, user }: AccessInputs, paths: AccessPaths): string {
  return hosts.map((host) => renderHost(host, user, paths)).join("\n");
}

function renderHost(
  { alias, hostname, port, jump }: AccessHost,
  user: string,
  paths: AccessPaths,
): string {
  const lines = [
    `HostName ${hostname}`,
    `Port ${String(port)}`,
    `User ${user}`,
    `IdentityFile ${quote(paths.privateKey)}`,
    "IdentitiesOnly yes",
    `HostKeyAlias ${alias}`,
    `UserKnownHostsFile ${quote(paths.knownHosts)}`,
    "GlobalKnownHostsFile /dev/null",
    "StrictHostKeyChecking yes",
    ...(jump === undefined ? [] : [renderJump(jump, paths.sshConfig)]),
  ];
  return [`Host ${alias}`, ...lines.map((line) => `  ${line}`), ""].join("\n");
}

const PLAIN_PATH = /^[\w@+=:,./-]+$/;

/** ssh hands `-F` on to a ProxyJump without quotes, so a folder name that needs them takes the longer form. */
function renderJump(jump: string, sshConfig: string): string {
  if (PLAIN_PATH.test(sshConfig)) return `ProxyJump ${jump}`;
  return `ProxyCommand ssh -F ${shellQuote(sshConfig).replaceAll("%", "%%")} -W [%h]:%p ${jump}`;
}

/** The command that logs in, safe to paste into a shell. */
export function renderCommand(sshConfig: string, alias: string): string {
  return `ssh -F ${PLAIN_PATH.test(sshConfig) ? sshConfig : shellQuote(sshConfig)} ${alias}`;
}

/** ssh expands `%` in file names and splits them at spaces. */
function quote(file: string): string {
  return `"${file.replaceAll("%", "%%")}"`;
}

function bareKey(hostKey: string): string {
  return hostKey.trim().split(/\s+/).slice(0, 2).join(" ");
}
