import "../../core/end-with-engine";
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SiteNeeds } from "../platform";
import { cloud } from "./cloud";
import type { Facts } from "./facts";
import { describeFlavor } from "./flavors";
import { explain, judge, type Verdict } from "./judge";
import type { OpenStackSettings } from "./settings";
import { survey } from "./survey";
import { sweepSite } from "./sweep";

/** What a program asks of a project of a cloud. */
export interface SiteRequest extends SiteNeeds {
  readonly providerVersion: number;
  /** Folder name of the stack; volumes are found by it. */
  readonly stack: string;
  readonly site: string;
  readonly settings: OpenStackSettings;
}

/** What the check finds out; "" for what is not needed. Kept, so that later runs come to the same answers. */
export interface SiteAnswers {
  /** Tells this site's objects from all others of the cloud. */
  readonly mark: string;
  /** Flavor id by machine. */
  readonly flavors: Readonly<Record<string, string>>;
  /** Image id by the name in the program. */
  readonly images: Readonly<Record<string, string>>;
  /** Reference of an image that is not to be had any more, by the machine that runs from it. */
  readonly keptImages: Readonly<Record<string, string>>;
  /** A new value for a machine that is broken or gone: it is replaced. */
  readonly replaced: Readonly<Record<string, string>>;
  readonly externalNetworkId: string;
  readonly externalNetworkName: string;
  readonly networkId: string;
  readonly subnetId: string;
  readonly networkCidr: string;
}

export type SiteInputs = SiteRequest & SiteAnswers;

/** Asks the cloud, changing nothing, and says what is in the way, in one message. */
export async function checkSite(
  olds: Partial<SiteInputs> | undefined,
  request: SiteRequest,
): Promise<{ inputs: SiteRequest | SiteInputs; failures: { property: string; reason: string }[] }> {
  const mark = olds?.mark ?? randomUUID();
  const { settings, stack } = request;
  const facts = await survey(await cloud(), request, settings, { mark, stack });
  const verdict = judge(request, settings, facts, olds);
  if (verdict.problems.length > 0) {
    // Without a property: Pulumi would show the value of one that is not the user's.
    return { inputs: request, failures: [{ property: "", reason: explain(verdict) }] };
  }
  const answers = answersOf(mark, verdict, replacedOf(olds, request, facts));
  if (!isDeepStrictEqual(olds?.flavors, answers.flavors)) sayFlavors(verdict);
  return { inputs: { ...request, ...answers }, failures: [] };
}

function answersOf(
  mark: string,
  { choices: { flavors, images, keptImages, externalNetwork, network, subnet } }: Verdict,
  replaced: Readonly<Record<string, string>>,
): SiteAnswers {
  return {
    mark,
    flavors: Object.fromEntries(Object.entries(flavors).map(([name, { id }]) => [name, id])),
    images: { ...images },
    keptImages: { ...keptImages },
    replaced,
    externalNetworkId: externalNetwork?.id ?? "",
    externalNetworkName: externalNetwork?.name ?? "",
    networkId: network?.id ?? "",
    subnetId: subnet?.id ?? "",
    networkCidr: subnet?.cidr ?? "",
  };
}

/**
 * Machines of an earlier run that can't be used: ended in an error, or removed by hand. A machine's entry stays as it
 * is until it breaks again, because each change of it replaces the machine.
 */
export function replacedOf(
  olds: Partial<SiteInputs> | undefined,
  { machines }: SiteNeeds,
  { servers }: Pick<Facts, "servers">,
): Record<string, string> {
  const before = new Set(olds?.machines?.map(({ name }) => name));
  const entries = machines.flatMap(({ name }) => {
    const old = olds?.replaced?.[name];
    const server = servers.find((each) => each.name === name && each.ours);
    if (before.has(name) && server === undefined) return [[name, nextGone(old)]];
    if (server?.status === "ERROR") return [[name, server.id]];
    return old === undefined ? [] : [[name, old]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Differs from the entry before it, and is the same in preview and in the run that follows. */
function nextGone(old: string | undefined): string {
  const count = /^gone-(\d+)$/.exec(old ?? "")?.[1];
  return `gone-${String(count === undefined ? 1 : Number(count) + 1)}`;
}

/** Pulumi shows what a provider prints. */
function sayFlavors({ choices }: Verdict): void {
  const lines = Object.entries(choices.flavors).map(([name, flavor]) => ({
    name,
    text: describeFlavor(flavor),
  }));
  const texts = [...new Set(lines.map(({ text }) => text))].map((text) => {
    const names = lines.filter((line) => line.text === text).map(({ name }) => name);
    const shown = names.length > 3 ? `${names[0] ?? ""} … ${names.at(-1) ?? ""}` : names.join(", ");
    return `${shown}: ${text}`;
  });
  if (texts.length > 0) console.log(`flavors: ${texts.join("; ")}`);
}

/** Nothing of it means another site: the mark stays. */
export function diffSite(
  olds: SiteInputs,
  news: SiteInputs,
): { changes: boolean; replaces: string[] } {
  const keys = Object.keys(news) as (keyof SiteInputs)[];
  const compared = keys.filter((key) => (key as string) !== "__provider");
  return {
    changes: compared.some((key) => !isDeepStrictEqual(olds[key], news[key])),
    replaces: [],
  };
}

/** Removes what runs that were cut off have left of this site. */
export async function deleteSite({ mark }: SiteInputs): Promise<void> {
  await sweepSite(await cloud(), mark);
}
