import type { SiteNeeds } from "../platform";
import * as compute from "./api/compute";
import { type GlanceImage, listImages } from "./api/images";
import * as networking from "./api/networking";
import type { Session } from "./api/session";
import { BootFrom } from "./args";
import type { QuotaName } from "./demand";
import type { Facts, FloatingFact, ImageFact, NetworkFact, ServerFact } from "./facts";
import { imageRef } from "./image-ref";
import { IMAGE_ID_KEY, IMAGE_KEY, MARK_KEY } from "./mark";
import { presentOf, type Site } from "./present";
import { quotasOf } from "./quotas";
import type { OpenStackSettings } from "./settings";
import { subnetsOf } from "./subnets";
import { volumeFacts } from "./volume-facts";

const GIB = 1024 ** 3;

/** Asks the cloud for everything that the check has to know, at the same time. Only reads. */
export async function survey(
  session: Session,
  needs: SiteNeeds,
  settings: OpenStackSettings,
  site: Site,
): Promise<Facts> {
  const wantsVolumes =
    needs.volumes.length > 0 ||
    settings.bootFrom === BootFrom.Volume ||
    settings.volumeType !== undefined;
  const names = needs.machines.map(({ name }) => name);
  const wanted = new Set(needs.machines.flatMap(({ image }) => image ?? []));
  const [servers, flavors, zones, networks, floating, quotas, keyPairs, groups, volumes] =
    await Promise.all([
      compute.listServers(session),
      compute.listFlavors(session),
      settings.availabilityZone === undefined ? [] : compute.listZones(session),
      networking.listNeutron<networking.NeutronNetwork>(session, "networks"),
      networking.listNeutron<networking.FloatingIp>(session, "floatingips"),
      quotasOf(session, wantsVolumes),
      compute.listKeyPairs(session),
      compute.listServerGroups(session),
      wantsVolumes
        ? volumeFacts(session, needs, settings, site)
        : { sizes: new Map<string, number>() },
    ]);
  const named = servers.filter(({ name }) => names.includes(name));
  const started = named.some(({ metadata }) => metadata?.[IMAGE_ID_KEY] !== undefined);
  const [images, subnets, present, pool] = await Promise.all([
    wanted.size > 0 || started ? listImages(session) : [],
    subnetsOf(session, networks, settings),
    presentOf(session, site, { servers, floating, keyPairs, groups, volumes: volumes.sizes }),
    poolOf(session, networks, settings),
  ]);
  return {
    quotas: withUsed(quotas, "key pairs", keyPairs.length),
    flavors,
    images: images.filter(({ id, name }) => wanted.has(id) || wanted.has(name)).map(imageFact),
    networks: networks.map(networkFact),
    subnets,
    floatingIps: floatingFacts(floating, present.ownPorts),
    ...(pool === undefined ? {} : { poolFree: pool }),
    zones,
    ...("types" in volumes ? { volumeTypes: volumes.types } : {}),
    servers: named.map((server) => serverFact(server, site, images)),
    present: present.present,
  };
}

/** Nova does not count everything itself. */
function withUsed(quotas: Facts["quotas"], name: QuotaName, used: number): Facts["quotas"] {
  const quota = quotas[name];
  return quota === undefined ? quotas : { ...quotas, [name]: { ...quota, used } };
}

function networkFact(network: networking.NeutronNetwork): NetworkFact {
  const { id, name } = network;
  return { id, name, external: network["router:external"] === true };
}

function serverFact(
  { id, name, status, metadata }: compute.Server,
  { mark }: Site,
  images: readonly GlanceImage[],
): ServerFact {
  const image = metadata?.[IMAGE_ID_KEY];
  const isOffered = images.some((each) => each.id === image && each.status === "active");
  return {
    ...{ id, name, status, ours: metadata?.[MARK_KEY] === mark },
    ...(image === undefined || isOffered
      ? {}
      : { lostImage: imageRef(metadata?.[IMAGE_KEY] ?? "", image) }),
  };
}

function imageFact(image: GlanceImage): ImageFact {
  const unpacked = Math.ceil((image.virtual_size ?? 0) / GIB);
  return {
    id: image.id,
    name: image.name,
    status: image.status,
    minDiskGiB: Math.max(image.min_disk, unpacked),
    minRamMiB: image.min_ram,
    createdAt: image.created_at,
  };
}

function floatingFacts(
  all: readonly networking.FloatingIp[],
  own: ReadonlySet<string>,
): FloatingFact[] {
  return all.map(({ floating_ip_address: address, port_id: port }) => ({
    address,
    taken: port !== null && !own.has(port),
  }));
}

async function poolOf(
  session: Session,
  networks: readonly networking.NeutronNetwork[],
  { externalNetwork: named }: OpenStackSettings,
): Promise<number | undefined> {
  const external = networks.filter((each) => each["router:external"] === true);
  const pool =
    named === undefined
      ? external[0]
      : external.find(({ id, name }) => id === named || name === named);
  return pool === undefined ? undefined : networking.freeAddresses(session, pool.id);
}
