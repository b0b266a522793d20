import { stringify } from "yaml";
import { renderEnv } from "./env-file";
import type { Recipes } from "./payload";

/** Name of the account through which slipway itself logs in. */
export const OPERATOR = "slipway";

const RECIPES = "/usr/lib/slipway";

// In a unit of its own: the recipes wait for cloud-init to end, and cloud-init for what it runs.
const unpackAndRun = [
  ["tar", "-C", RECIPES, "--no-same-owner", "-xzf", `${RECIPES}/recipes.tar.gz`],
  ["systemd-run", "--unit=slipway-first-boot", "--no-block", "bash", `${RECIPES}/run.sh`, "all"],
];

/** A host key pair, made with the plan so that the first connection can be checked. */
export interface HostKey {
  /** OpenSSH private key file. */
  readonly private: string;
  /** `ssh-ed25519 AAAA…`. */
  readonly public: string;
}

/** What one node gets at its first boot. Nothing in it names another worker. */
export interface NodeUserData {
  readonly hostname: string;
  readonly domain: string;
  readonly hostKey: HostKey;
  /** Public keys that may log in as the operator. */
  readonly operatorKeys: readonly string[];
  /** `/etc/slipway/env`, the recipes' only input. */
  readonly env: Readonly<Record<string, string>>;
  /** `/etc/slipway/secrets/<name>`: base64 of the content. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The user's own bash script, run after everything else. */
  readonly setup?: string;
  /** Recipes for a stock image, see `recipePayload`; absent when the image has them. */
  readonly payload?: Pick<Recipes, "kinds" | "archive">;
}

/** The node's user data, as cloud-init reads it. */
export function renderUserData(node: NodeUserData): string {
  const config = {
    hostname: node.hostname,
    fqdn: `${node.hostname}.${node.domain}`,
    prefer_fqdn_over_hostname: false,
    manage_etc_hosts: false,
    package_update: false,
    package_upgrade: false,
    disable_root: true,
    ssh_pwauth: false,
    ssh_deletekeys: true,
    ssh_keys: hostKeyFiles(node.hostKey),
    no_ssh_fingerprints: true,
    ssh: { emit_keys_to_console: false },
    users: [operator(node.operatorKeys)],
    write_files: files(node),
    ...(node.payload === undefined ? {} : { runcmd: unpackAndRun }),
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** cloud-init writes the texts to files as they are, and a line without an end is none for `read`. */
function hostKeyFiles(hostKey: HostKey): object {
  return {
    ed25519_private: `${hostKey.private.trimEnd()}\n`,
    ed25519_public: `${hostKey.public.trimEnd()}\n`,
  };
}

function operator(keys: readonly string[]): object {
  return {
    name: OPERATOR,
    gecos: "slipway operator",
    // Below the uids of people, so that no user of a cluster can have the same.
    uid: 900,
    // Not in /home, which may be a volume or another node's.
    homedir: "/var/lib/slipway-operator",
    shell: "/bin/bash",
    lock_passwd: true,
    sudo: "ALL=(ALL) NOPASSWD:ALL",
    ssh_authorized_keys: keys,
  };
}

interface File {
  readonly path: string;
  readonly permissions: string;
  readonly encoding?: "b64";
  readonly content: string;
}

function files({ env, secrets, setup, payload }: NodeUserData): File[] {
  const list: File[] = [{ path: "/etc/slipway/env", permissions: "0600", content: renderEnv(env) }];
  for (const [name, content] of Object.entries(secrets)) {
    const path = `/etc/slipway/secrets/${name}`;
    list.push({ path, permissions: "0600", encoding: "b64", content });
  }
  if (setup !== undefined)
    list.push({ path: "/etc/slipway/setup.sh", permissions: "0700", content: setup });
  if (payload !== undefined) list.push(...payloadFiles(payload.kinds, payload.archive));
  return list;
}

function payloadFiles(kinds: readonly string[], archive: string): File[] {
  const list = kinds.map((kind) => `${kind}\n`).join("");
  return [
    { path: `${RECIPES}/kinds`, permissions: "0644", content: list },
    { path: `${RECIPES}/recipes.tar.gz`, permissions: "0644", encoding: "b64", content: archive },
  ];
}
