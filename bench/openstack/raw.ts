import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { listFlavors, listServers } from "slipway/internal/platform/openstack/api/compute";
import { findCredentials } from "slipway/internal/platform/openstack/api/credentials";
import { httpClient } from "slipway/internal/platform/openstack/api/http";
import { listImages } from "slipway/internal/platform/openstack/api/images";
import {
  deleteNeutron,
  listNeutron,
  type NeutronNetwork,
} from "slipway/internal/platform/openstack/api/networking";
import { openSession, type Session } from "slipway/internal/platform/openstack/api/session";
import { descriptionOf, MARK_KEY } from "slipway/internal/platform/openstack/mark";
import { sweepSite } from "slipway/internal/platform/openstack/sweep";
import { RawObjects } from "./objects";

const POLL_MS = 500;

/** What the raw script made, and how long it took until every server was active. */
export interface RawRun {
  readonly seconds: number;
  remove(): Promise<void>;
}

/**
 * Makes what `test/openstack/programs/nodes.ts` makes as fast as the cloud lets one: straight through the API, each
 * object at the moment when what it needs is there, at most 16 requests at a time, nothing checked and nothing kept.
 */
export async function runRaw(nodes: number): Promise<RawRun> {
  const started = performance.now();
  const credentials = findCredentials(() => undefined);
  const session = await openSession(credentials, httpClient(credentials.cacertFile));
  const mark = randomUUID();
  const remove = (): Promise<void> => removeAll(session, mark);
  try {
    await create(session, mark, nodes);
    await allActive(session, mark, nodes);
  } catch (error) {
    // The cause is what counts, also where requests that are still on their way get in the way of this.
    await remove().catch(() => undefined);
    throw error;
  }
  return { seconds: (performance.now() - started) / 1000, remove };
}

async function create(session: Session, mark: string, nodes: number): Promise<void> {
  const make = new RawObjects(session, mark);
  const names = Array.from({ length: nodes }, (_, index) => `raw-${String(index)}`);
  const known = knownOf(session);
  const external = known.then((each) => each.external);
  const group = make.group();
  const network = make.network();
  const subnet = network.then(make.subnet);
  const router = external.then(make.router);
  const keyPair = make.keyPair();
  const serverGroup = nodes > 1 ? make.serverGroup() : undefined;
  const joined = Promise.all([router, subnet]).then((both) => make.joinSubnet(...both));
  const ports = names.map((name, index) =>
    Promise.all([network, subnet, group]).then((all) => make.port(name, ...all, index)),
  );
  const servers = names.map(async (name, index) => {
    const [port = "", key, hosts] = await Promise.all([ports[index], keyPair, serverGroup]);
    const made = { port, keyPair: key, ...(hosts === undefined ? {} : { serverGroup: hosts }) };
    return make.server(name, made, await known);
  });
  await Promise.all([
    ...[known, keyPair, serverGroup, ...servers],
    group.then((id) => make.rule(id, { remote_group_id: id })),
    group.then((id) => make.rule(id, SSH)),
    Promise.all([external, ports[0], joined]).then(([pool, port = ""]) =>
      make.floatingIp(pool, port),
    ),
  ]);
}

const SSH = {
  ...{ protocol: "tcp", port_range_min: 22, port_range_max: 22 },
  remote_ip_prefix: "172.24.0.0/16",
};

interface Known {
  readonly external: string;
  readonly flavor: string;
  readonly image: string;
}

/** What a script would have in its head or look up. */
async function knownOf(session: Session): Promise<Known> {
  const [networks, flavors, images] = await Promise.all([
    listNeutron<NeutronNetwork>(session, "networks"),
    listFlavors(session),
    listImages(session),
  ]);
  return {
    external: idOf(networks.find((each) => each["router:external"] === true)),
    flavor: idOf(flavors.find(({ name }) => name === "m1.tiny")),
    image: idOf(images.find(({ name }) => name === "fake")),
  };
}

function idOf(found: { readonly id: string } | undefined): string {
  if (found === undefined) throw new Error("this cloud is not the lab's");
  return found.id;
}

async function allActive(session: Session, mark: string, nodes: number): Promise<void> {
  for (;;) {
    const servers = (await listServers(session)).filter(
      ({ metadata }) => metadata?.[MARK_KEY] === mark,
    );
    const failed = servers.find(({ status }) => status === "ERROR");
    if (failed !== undefined) throw new Error(`the raw script's server ${failed.name} is in ERROR`);
    if (servers.filter(({ status }) => status === "ACTIVE").length === nodes) return;
    await sleep(POLL_MS);
  }
}

async function removeAll(session: Session, mark: string): Promise<void> {
  const description = descriptionOf(mark);
  for (const { id } of await listNeutron(session, "floatingips", { description }))
    await deleteNeutron(session, "floatingips", id);
  await sweepSite(session, mark);
}
