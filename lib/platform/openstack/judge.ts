import type { Problem } from "../../core/errors";
import type { SiteNeeds } from "../platform";
import { PublicAddress } from "./args";
import { choose, type Choices, type Earlier } from "./choose";
import { demandOf, QUOTAS, type Demand } from "./demand";
import type { Facts } from "./facts";
import type { OpenStackSettings } from "./settings";

export interface Verdict {
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  /** How many workers would fit; set when something is short of which workers take some. */
  readonly fitting?: number;
}

/** Everything that keeps these needs from being met on this cloud, from facts alone. */
export function judge(
  needs: SiteNeeds,
  settings: OpenStackSettings,
  facts: Facts,
  earlier: Earlier = {},
): Verdict {
  const { choices, problems } = choose(needs, settings, facts, earlier);
  const flavors = new Map(facts.flavors.map((flavor) => [flavor.id, flavor]));
  const short = (some: SiteNeeds): Problem[] =>
    shortages(
      demandOf(some, settings, (name) => choices.flavors[name], facts.present, flavors),
      some,
      facts,
    );
  const missing = short(needs);
  const all = [
    ...problems,
    ...missing,
    ...addressProblems(needs, settings, facts),
    ...zoneProblems(settings, facts),
    ...nameProblems(facts),
  ];
  const fitting =
    missing.length === 0 ? undefined : mostWorkers(needs, (some) => short(some).length === 0);
  return { choices, problems: all, ...(fitting === undefined ? {} : { fitting }) };
}

function shortages(demand: Demand, { machines }: SiteNeeds, { quotas }: Facts): Problem[] {
  return QUOTAS.flatMap((name): Problem[] => {
    const quota = quotas[name];
    const needed = demand[name];
    if (quota === undefined || quota.limit < 0 || needed <= 0) return [];
    const free = Math.max(0, quota.limit - quota.used);
    if (needed <= free) return [];
    const more =
      machines.length === 0 ? "" : ` (${String(quota.used)} of ${String(quota.limit)} used)`;
    return [{ path: name, reason: `needs ${String(needed)}, ${String(free)} free${more}` }];
  });
}

/** The largest number of workers for which everything is enough; undefined when even none is too much. */
function mostWorkers(needs: SiteNeeds, fit: (some: SiteNeeds) => boolean): number | undefined {
  const workers = needs.machines.filter(({ name }) => isWorker(name));
  if (workers.length === 0) return undefined;
  const others = needs.machines.filter(({ name }) => !isWorker(name));
  const withWorkers = (count: number): SiteNeeds => ({
    ...needs,
    machines: [...others, ...workers.slice(0, count)],
  });
  if (!fit(withWorkers(0))) return undefined;
  let [low, high] = [0, workers.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fit(withWorkers(middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isWorker(name: string): boolean {
  return /-worker-\d+$/.test(name);
}

function addressProblems(needs: SiteNeeds, settings: OpenStackSettings, facts: Facts): Problem[] {
  const { publicAddress, floatingIp } = settings;
  if (publicAddress === PublicAddress.Fixed || needs.publicAddresses === 0) return [];
  if (floatingIp !== undefined) {
    const found = facts.floatingIps.find(({ address }) => address === floatingIp);
    const path = "floatingIp";
    if (found === undefined)
      return [{ path, reason: "is no floating IP of this project", got: floatingIp }];
    return found.taken
      ? [{ path, reason: "belongs to another machine already", got: floatingIp }]
      : [];
  }
  // A router made for the cluster takes an address of the same pool.
  const fresh = needs.publicAddresses - facts.present.floatingIps;
  const gateway = settings.network === undefined && facts.present.routers === 0 ? 1 : 0;
  if (facts.poolFree === undefined || fresh <= 0 || facts.poolFree >= fresh + gateway) return [];
  const reason = `the pool has ${String(Math.max(0, facts.poolFree))} free addresses, ${String(fresh + gateway)} are needed`;
  return [{ path: "externalNetwork", reason }];
}

function zoneProblems(
  { availabilityZone, volumeType }: OpenStackSettings,
  facts: Facts,
): Problem[] {
  const problems: Problem[] = [];
  // An administrator may also name a host: nova:compute-1.
  const zone = availabilityZone?.split(":", 1)[0];
  if (zone !== undefined && !facts.zones.includes(zone)) {
    const reason = `is not available, this cloud has: ${facts.zones.join(", ")}`;
    problems.push({ path: "availabilityZone", reason, got: availabilityZone });
  }
  if (volumeType !== undefined && facts.volumeTypes?.includes(volumeType) === false) {
    const reason = `is no volume type of this cloud, it has: ${facts.volumeTypes.join(", ")}`;
    problems.push({ path: "volumeType", reason, got: volumeType });
  }
  return problems;
}

function nameProblems({ servers }: Facts): Problem[] {
  const foreign = servers.filter(({ ours }) => !ours).map(({ name }) => name);
  if (foreign.length === 0) return [];
  const reason =
    `servers ${foreign.join(", ")} are there already, but not in this stack's state: another stack or backend has ` +
    "them (choose another name), or that state is lost (then remove them)";
  return [{ path: "name", reason }];
}

/** All of it as one text for the terminal. */
export function explain({ problems, fitting }: Verdict): string {
  const lines = problems.map(({ path, reason, got }) => {
    const value = got === undefined ? "" : `, got ${JSON.stringify(got)}`;
    return `  ${path}: ${reason}${value}`;
  });
  const advice =
    fitting === undefined
      ? []
      : [`  at most ${String(fitting)} ${fitting === 1 ? "worker fits" : "workers fit"}`];
  const head = `this OpenStack can't take it, ${String(problems.length)} ${problems.length === 1 ? "thing is" : "things are"} missing:`;
  return [head, ...lines, ...advice].join("\n");
}
