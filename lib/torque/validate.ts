import { lastHostOffset, isPrivate, parseCidr } from "../core/cidr";
import type { Problem } from "../core/errors";
import { eachOf, matches, noDuplicates, wholeNumber } from "../core/validate";
import { validateMaxAge, validatePackageState } from "../image/validate-state";
import type { MachineSize } from "../platform/platform";
import { MASTER_OFFSET } from "./addresses";
import type { TorqueSettings } from "./settings";
import { validateUsers } from "./validate-users";

const CLUSTER_NAME = /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/;
const DOMAIN =
  /^(?=.{1,200}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;
const MOST_WORKERS = 250;

/** Everything wrong with the settings themselves, whatever the platform. */
export function validateSettings(name: string, settings: TorqueSettings): Problem[] {
  return [
    ...matches("name", name, CLUSTER_NAME, "1–30 of a–z, 0–9 and -, starting with a letter"),
    ...wholeNumber("workers", settings.workers, 0, MOST_WORKERS),
    ...validateSize("master", settings.master),
    ...validateSize("worker", settings.worker),
    ...validateUsers(settings.users),
    ...validateCidr(settings),
    ...matches("domain", settings.domain, DOMAIN, "a DNS name in lower case"),
    ...validatePackages(settings.packages),
    ...validatePackageState(settings.packageState, stockOnly(settings)),
    ...validateMaxAge("imageMaxAgeDays", settings.imageMaxAgeDays),
    ...(settings.homeGiB === undefined ? [] : wholeNumber("homeGiB", settings.homeGiB, 1, 16_000)),
    ...validateSshCidrs(settings.sshCidrs),
    ...wholeNumber("bootDeadlineSec", settings.bootDeadlineSec, 30, 7200),
    ...wholeNumber("drainDeadlineSec", settings.drainDeadlineSec, 0, 86_400),
  ];
}

/** What leaves no image to be built. */
function stockOnly({ masterImage, workerImage }: TorqueSettings): string | undefined {
  return masterImage === undefined || workerImage === undefined
    ? undefined
    : "masterImage and workerImage";
}

function validateSize(path: string, size: MachineSize): Problem[] {
  return [
    ...wholeNumber(`${path}.vcpus`, size.vcpus, 1, 64),
    ...wholeNumber(`${path}.memoryMiB`, size.memoryMiB, 256, 4_194_304),
    ...wholeNumber(`${path}.diskGiB`, size.diskGiB, 2, 2000),
  ];
}

function validateCidr({ cidr: text, workers }: TorqueSettings): Problem[] {
  const cidr = parseCidr(text);
  if (cidr === undefined || cidr.prefix < 16 || cidr.prefix > 28 || !isPrivate(cidr)) {
    return [
      {
        path: "cidr",
        reason: "must be a private IPv4 network of /16 to /28, such as 10.77.0.0/24",
        got: text,
      },
    ];
  }
  const room = lastHostOffset(cidr) - MASTER_OFFSET;
  // A count that is no count, or is beyond every range, has its own message.
  if (!Number.isInteger(workers) || workers > MOST_WORKERS || workers <= room) return [];
  const reason = `has room for ${String(room)} workers, ${String(workers)} are wanted; use a wider one`;
  return [{ path: "cidr", reason, got: text }];
}

function validatePackages(packages: readonly string[]): Problem[] {
  const wrong = eachOf("packages", packages, (path, name) =>
    matches(path, name, PACKAGE, "a Debian package name"),
  );
  if (!Array.isArray(packages)) return wrong;
  const pathOf = (index: number): string => `packages[${String(index)}]`;
  return [...wrong, ...noDuplicates(packages, pathOf, "package")];
}

function validateSshCidrs(ranges: readonly string[]): Problem[] {
  if (ranges.length === 0) {
    const reason = "must name at least one range: nobody, slipway included, could reach the master";
    return [{ path: "sshCidrs", reason }];
  }
  return eachOf("sshCidrs", ranges, (path, range) =>
    typeof range === "string" && parseCidr(range) !== undefined
      ? []
      : [{ path, reason: "must be an IPv4 network, such as 192.0.2.0/24", got: range }],
  );
}
