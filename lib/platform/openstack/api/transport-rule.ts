import { BlockList, isIPv4, isIPv6 } from "node:net";
import { isNull, type Env, type WrittenCloud } from "./clouds-yaml";

/**
 * The rule of how slipway and Pulumi's provider talk to a cloud: encrypted, with the server's certificate checked. The
 * provider reads its settings by itself, so what it could find is refused wherever it stands, also where another
 * setting would win.
 */
type ReadConfig = (key: string) => string | undefined;

/** Both what Go and what YAML 1.1 (and with it Python) read as "no". */
const FALSE = /^(?:0|f|F|false|False|FALSE)$/;
const YAML_FALSE = /^(?:0|f|F|n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/;
const YAML_TRUE = /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE)$/;

/** Throws when a setting turns the check of certificates off, or says something that not all tools take for "check". */
export function refuseUnchecked(
  config: ReadConfig,
  env: Env,
  clouds: readonly WrittenCloud[],
): void {
  const found = [
    ...unless(FALSE, "openstack:insecure in the stack's configuration", config("insecure")),
    ...unless(FALSE, "OS_INSECURE", env.OS_INSECURE),
    ...unless(YAML_TRUE, "OS_VERIFY", env.OS_VERIFY),
    ...(env.NODE_TLS_REJECT_UNAUTHORIZED === "0" ? ['NODE_TLS_REJECT_UNAUTHORIZED is "0"'] : []),
    ...clouds.flatMap(({ file, entry }) => inEntry(file, entry)),
  ];
  if (found.length === 0) return;
  throw new Error(
    `OpenStack credentials: certificates are always checked, but ${found.join(", and ")}; remove it, ` +
      "and name the site's own authority where it has one " +
      "(openstack:cacertFile, OS_CACERT, or cacert in clouds.yaml)",
  );
}

/** Settings of that kind at any depth: regions have values of their own. */
function inEntry(file: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = `${key} in ${file}`;
    switch (key.toLowerCase().replaceAll("-", "_")) {
      case "verify":
        return unless(YAML_TRUE, place, inner);
      case "insecure":
        return unless(YAML_FALSE, place, inner);
      default:
        return inEntry(file, inner);
    }
  });
}

function unless(allowed: RegExp, place: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return [`${place} is no plain value`];
  if (isNull(value) || allowed.test(value)) return [];
  return [`${place} is ${JSON.stringify(value.slice(0, 20))}`];
}

/** The same for addresses that are not encrypted: of Keystone, and those that the provider is told to go to instead. */
export function refuseUnencryptedSettings(
  config: ReadConfig,
  env: Env,
  clouds: readonly WrittenCloud[],
): void {
  const named: [place: string, address: unknown][] = [
    ["openstack:authUrl", config("authUrl")],
    ["OS_AUTH_URL", env.OS_AUTH_URL],
    ...clouds.map(({ file, entry }): [string, unknown] => [
      `auth_url in ${file}`,
      entry.auth?.auth_url,
    ]),
    ...overridesOf(config("endpointOverrides")),
  ];
  for (const [place, address] of named) {
    if (typeof address === "string" && address !== "")
      refuseUnencrypted(`OpenStack credentials: ${place}`, address);
  }
}

function overridesOf(text: string | undefined): [string, unknown][] {
  if (text === undefined) return [];
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // The whole text in place of an address: it is refused below, as it is no URL.
    read = { "": text };
  }
  return Object.entries(Object(read) as object).map(([service, address]) => [
    `openstack:endpointOverrides ${service}`.trim(),
    String(address),
  ]);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/**
 * Throws for an address whose connections would not be encrypted: passwords and tokens go over it. Only what does not
 * leave this computer may be plain.
 */
export function refuseUnencrypted(what: string, address: string): void {
  const { protocol, host, loopback } = parts(address);
  if (protocol === "https:" || (protocol === "http:" && loopback)) return;
  const how =
    protocol === undefined ? "is no URL" : `is ${protocol}//${host}, which is not encrypted`;
  throw new Error(`${what} ${how}; only https is used, but to this computer itself`);
}

function parts(address: string): { protocol?: string; host: string; loopback: boolean } {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return { host: "", loopback: false };
  }
  const { protocol, host, hostname } = url;
  const bare = hostname.replace(/^\[|\]$/g, "");
  const loopback =
    bare === "localhost" ||
    (isIPv4(bare) && LOOPBACK.check(bare, "ipv4")) ||
    (isIPv6(bare) && LOOPBACK.check(bare, "ipv6"));
  return { protocol, host, loopback };
}
