import { computeLimits, type AbsoluteLimits } from "./api/compute";
import { networkQuotas, type Quota } from "./api/networking";
import type { Session } from "./api/session";
import { volumeLimits } from "./api/volumes";
import type { QuotaName } from "./demand";

/** Nova's and Cinder's names of a limit and of its use; "" where the use is counted otherwise. */
const COMPUTE: Partial<Record<QuotaName, readonly [limit: string, used: string]>> = {
  instances: ["maxTotalInstances", "totalInstancesUsed"],
  cores: ["maxTotalCores", "totalCoresUsed"],
  "RAM (MiB)": ["maxTotalRAMSize", "totalRAMUsed"],
  "key pairs": ["maxTotalKeypairs", ""],
  "server groups": ["maxServerGroups", "totalServerGroupsUsed"],
  "server group members": ["maxServerGroupMembers", ""],
};
const VOLUME: Partial<Record<QuotaName, readonly [limit: string, used: string]>> = {
  volumes: ["maxTotalVolumes", "totalVolumesUsed"],
  "volume gigabytes": ["maxTotalVolumeGigabytes", "totalGigabytesUsed"],
};
const NETWORK: Partial<Record<QuotaName, string>> = {
  networks: "network",
  subnets: "subnet",
  routers: "router",
  ports: "port",
  "floating IPs": "floatingip",
  "security groups": "security_group",
  "security group rules": "security_group_rule",
};

type Quotas = Partial<Record<QuotaName, Quota>>;

/** All quotas of the project, as far as the site tells them. */
export async function quotasOf(session: Session, withVolumes: boolean): Promise<Quotas> {
  const [compute, network, volume] = await Promise.all([
    computeLimits(session),
    networkQuotas(session),
    withVolumes ? volumeLimits(session) : undefined,
  ]);
  return {
    ...fromLimits(COMPUTE, compute),
    ...fromNetwork(network),
    ...fromLimits(VOLUME, volume),
  };
}

function fromLimits(names: typeof COMPUTE, limits: AbsoluteLimits | undefined): Quotas {
  const quotas: Quotas = {};
  for (const [name, [limit, used]] of Object.entries(names) as [
    QuotaName,
    readonly [string, string],
  ][]) {
    const most = limits?.[limit];
    if (most !== undefined) quotas[name] = { limit: most, used: limits?.[used] ?? 0 };
  }
  return quotas;
}

function fromNetwork(found: Readonly<Record<string, Quota>> | undefined): Quotas {
  const quotas: Quotas = {};
  for (const [name, key] of Object.entries(NETWORK) as [QuotaName, string][]) {
    const quota = found?.[key];
    if (quota !== undefined) quotas[name] = { limit: quota.limit, used: quota.used };
  }
  return quotas;
}
