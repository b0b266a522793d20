import { isIP, isIPv4 } from "node:net";
import type { Problem } from "../../core/errors";
import type { SiteNeeds } from "../platform";
import { BootFrom, PublicAddress, ServerGroupPolicy } from "./args";
import type { OpenStackSettings } from "./settings";

const TEXTS = [
  ...["network", "externalNetwork", "floatingIp", "masterFlavor", "workerFlavor", "machineFlavor"],
  ...["availabilityZone", "volumeType"],
] as const;
const FLAGS = ["configDrive", "ipv6"] as const;
const KNOWN: readonly string[] = [
  ...[...TEXTS, ...FLAGS, "publicAddress", "serverGroup", "bootFrom", "dnsNameservers"],
  "createsPerSecond",
];

/** Everything wrong with the site's settings that can be told without asking the site. Takes what a stack file may hold. */
export function validateOpenStack(settings: OpenStackSettings, needs: SiteNeeds): Problem[] {
  const values = settings as unknown as Readonly<Record<string, unknown>>;
  return [
    ...Object.keys(values)
      .filter((key) => !KNOWN.includes(key))
      .map((key) => problem(key, `is not known; use ${KNOWN.join(", ")}`)),
    ...TEXTS.flatMap((key) => text(key, values[key])),
    ...FLAGS.flatMap((key) =>
      typeof values[key] === "boolean" ? [] : [problem(key, "must be true or false", values[key])],
    ),
    ...oneOf("publicAddress", values.publicAddress, PublicAddress),
    ...oneOf("serverGroup", values.serverGroup, ServerGroupPolicy),
    ...oneOf("bootFrom", values.bootFrom, BootFrom),
    ...rate(values.createsPerSecond),
    ...nameservers(values.dnsNameservers),
    ...together(settings, needs),
  ];
}

function problem(key: string, reason: string, got?: unknown): Problem {
  return { path: `openstack.${key}`, reason, ...(got === undefined ? {} : { got }) };
}

function text(key: string, value: unknown): Problem[] {
  if (value === undefined || (typeof value === "string" && value.trim() !== "")) return [];
  return [problem(key, "must be a name or id, or left out", value)];
}

function oneOf(key: string, value: unknown, allowed: Readonly<Record<string, string>>): Problem[] {
  const names = Object.values(allowed);
  return names.includes(value as string)
    ? []
    : [problem(key, `must be one of ${names.join(", ")}`, value)];
}

function rate(value: unknown): Problem[] {
  if (typeof value === "number" && value >= 0.1 && value <= 100) return [];
  return [problem("createsPerSecond", "must be a number 0.1–100", value)];
}

function nameservers(value: unknown): Problem[] {
  if (value === undefined) return [];
  if (!Array.isArray(value))
    return [problem("dnsNameservers", "must be a list of IP addresses", value)];
  return value.flatMap((each: unknown, index) =>
    typeof each === "string" && isIP(each) !== 0
      ? []
      : [problem(`dnsNameservers[${String(index)}]`, "must be an IP address", each)],
  );
}

/** What does not go together. */
function together(settings: OpenStackSettings, needs: SiteNeeds): Problem[] {
  const { network, publicAddress, floatingIp, dnsNameservers } = settings;
  const problems: Problem[] = [];
  if (publicAddress === PublicAddress.Fixed && network === undefined) {
    const reason =
      "fixed needs openstack.network: the network whose addresses can be reached from outside";
    problems.push(problem("publicAddress", reason));
  }
  if (floatingIp !== undefined) {
    if (publicAddress === PublicAddress.Fixed)
      problems.push(problem("floatingIp", "can't go with publicAddress fixed, leave one out"));
    if (!isIPv4(floatingIp))
      problems.push(problem("floatingIp", "must be an IPv4 address", floatingIp));
    if (needs.publicAddresses > 1)
      problems.push(problem("floatingIp", "is one address, several machines need one each"));
  }
  if (dnsNameservers !== undefined && network !== undefined)
    problems.push(problem("dnsNameservers", "can't be set on a network that exists, leave it out"));
  return problems;
}
