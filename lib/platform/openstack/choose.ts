import type { Problem } from "../../core/errors";
import type { SiteNeeds } from "../platform";
import type { Flavor } from "./api/compute";
import { PublicAddress } from "./args";
import type { Facts, ImageFact, NetworkFact, SubnetFact } from "./facts";
import { flavorOf, volumeProblems } from "./flavors";
import { imageNameOf } from "./image-ref";
import { keptImages } from "./kept-images";
import type { OpenStackSettings } from "./settings";

/** What names and needs of the program mean on this cloud. */
export interface Choices {
  /** Flavor by machine. */
  readonly flavors: Readonly<Record<string, Flavor>>;
  /** Image id by the name or id in the program. */
  readonly images: Readonly<Record<string, string>>;
  /** Reference of an image that is not to be had any more, by the machine that runs from it. */
  readonly keptImages: Readonly<Record<string, string>>;
  readonly externalNetwork?: NetworkFact;
  readonly network?: NetworkFact;
  readonly subnet?: SubnetFact;
}

/** Earlier answers that stay, so that a site's new flavor or image changes no machine by itself. */
export interface Earlier {
  readonly flavors?: Readonly<Record<string, string>>;
  readonly images?: Readonly<Record<string, string>>;
  readonly externalNetworkId?: string;
}

/** Looks everything up that the program names, and says what can't be found. */
export function choose(
  needs: SiteNeeds,
  settings: OpenStackSettings,
  facts: Facts,
  earlier: Earlier = {},
): { readonly choices: Choices; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const images: Record<string, string> = {};
  const flavors: Record<string, Flavor> = {};
  const kept = keptImages(needs, facts);
  for (const machine of needs.machines) {
    const stays = imageNameOf(kept[machine.name] ?? "") === machine.image;
    const image =
      machine.image === undefined || stays ? undefined : imageOf(machine.image, facts, earlier);
    if (image?.fact !== undefined && machine.image !== undefined)
      images[machine.image] = image.fact.id;
    if (image?.problem !== undefined) problems.push(image.problem);
    const { flavor, problem } = flavorOf(machine, settings, facts, image?.fact, earlier);
    if (flavor !== undefined) flavors[machine.name] = flavor;
    if (problem !== undefined) problems.push(problem);
    problems.push(...volumeProblems(machine, settings, image?.fact));
  }
  const networks = networksOf(needs, settings, facts, earlier, problems);
  return {
    choices: { flavors, images, keptImages: kept, ...networks },
    problems: firstOfEach(problems),
  };
}

function imageOf(
  wanted: string,
  { images }: Facts,
  earlier: Earlier,
): { readonly fact?: ImageFact; readonly problem?: Problem } {
  const path = "image";
  const found = images.filter(({ id, name }) => id === wanted || name === wanted);
  const active = found.filter(({ status }) => status === "active");
  const kept = active.find(({ id }) => id === earlier.images?.[wanted]);
  const newest = active.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  const fact = kept ?? newest;
  if (fact !== undefined) return { fact };
  const state = found[0]?.status;
  if (state === undefined) {
    return {
      problem: {
        path,
        reason: "is no image of this cloud, or none that this project may see",
        got: wanted,
      },
    };
  }
  return {
    problem: { path, reason: `is ${state}, machines start only from an active image`, got: wanted },
  };
}

function networksOf(
  needs: SiteNeeds,
  settings: OpenStackSettings,
  facts: Facts,
  earlier: Earlier,
  problems: Problem[],
): Pick<Choices, "externalNetwork" | "network" | "subnet"> {
  const { publicAddress, network: named, floatingIp } = settings;
  const floating = publicAddress === PublicAddress.Floating && needs.publicAddresses > 0;
  const external =
    named === undefined || floating ? externalOf(settings, facts, earlier, problems) : undefined;
  const own =
    named === undefined
      ? undefined
      : facts.networks.find(({ id, name }) => id === named || name === named);
  if (named !== undefined && own === undefined)
    problems.push({
      path: "network",
      reason: "is no network that this project may see",
      got: named,
    });
  const subnet =
    own && facts.subnets.find((each) => each.networkId === own.id && each.ipVersion === 4);
  if (own !== undefined)
    problems.push(
      ...subnetProblems(own, subnet, settings, floatingIp === undefined ? external : undefined),
    );
  return {
    ...(external === undefined ? {} : { externalNetwork: external }),
    ...(own === undefined ? {} : { network: own }),
    ...(subnet === undefined ? {} : { subnet }),
  };
}

function externalOf(
  { externalNetwork: named }: OpenStackSettings,
  facts: Facts,
  earlier: Earlier,
  problems: Problem[],
): NetworkFact | undefined {
  const all = facts.networks.filter(({ external }) => external);
  const names = all.map(({ name }) => name).join(", ");
  const path = "externalNetwork";
  if (named !== undefined) {
    const found = all.find(({ id, name }) => id === named || name === named);
    const has = names === "" ? "it has none" : `it has: ${names}`;
    if (found === undefined)
      problems.push({ path, reason: `is no external network of this cloud, ${has}`, got: named });
    return found;
  }
  const kept = all.find(({ id }) => id === earlier.externalNetworkId);
  if (kept !== undefined) return kept;
  if (all.length === 0)
    problems.push({ path, reason: "this cloud has no external network that this project may see" });
  if (all.length > 1) problems.push({ path, reason: `must be named, there are several: ${names}` });
  return all.length === 1 ? all[0] : undefined;
}

function subnetProblems(
  network: NetworkFact,
  subnet: SubnetFact | undefined,
  { configDrive }: OpenStackSettings,
  external: NetworkFact | undefined,
): Problem[] {
  const path = "network";
  if (subnet === undefined) return [{ path, reason: `${network.name} has no IPv4 subnet` }];
  const problems: Problem[] = [];
  if (!subnet.dhcp && !configDrive)
    problems.push({
      path,
      reason: `${network.name} has no DHCP: set openstack.configDrive to true`,
    });
  if (external !== undefined && subnet.outside?.includes(external.id) === false) {
    const reason = `no router leads from ${network.name} to ${external.name}: a floating IP could not reach it`;
    problems.push({ path, reason });
  }
  return problems;
}

/** Workers are all alike: one line tells it for all. */
function firstOfEach(problems: readonly Problem[]): Problem[] {
  return problems.filter(
    (each, index) =>
      problems.findIndex(
        ({ path, reason, got }) => path === each.path && reason === each.reason && got === each.got,
      ) === index,
  );
}
