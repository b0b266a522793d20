import {
  deleteKeyPair,
  deleteServer,
  deleteServerGroup,
  getServer,
  listKeyPairs,
  listServerGroups,
  listServers,
} from "./api/compute";
import {
  deleteNeutron,
  type FloatingIp,
  listNeutron,
  listRouterInterfaces,
  type NeutronKind,
  type NeutronPort,
  removeRouterInterface,
} from "./api/networking";
import type { Session } from "./api/session";
import { descriptionOf, isMarkedName, MARK_KEY } from "./mark";
import { until } from "./until";

/**
 * Removes everything of a site that is still there, in an order that no object's use forbids. It comes last, when what
 * the state knows is gone, so it finds what runs that were cut off have left. Data volumes have no mark: they stay.
 */
export async function sweepSite(session: Session, mark: string): Promise<void> {
  const servers = (await listServers(session)).filter(
    ({ metadata }) => metadata?.[MARK_KEY] === mark,
  );
  await removeServers(
    session,
    servers.map(({ id }) => id),
  );
  await sweepFloatingIps(session, mark);
  for (const router of await marked(session, "routers", mark)) {
    await leaveSubnets(session, router.id);
    await deleteNeutron(session, "routers", router.id);
  }
  for (const kind of ["ports", "networks", "security-groups"] as const) {
    const found = await marked(session, kind, mark);
    await Promise.all(found.map(({ id }) => deleteNeutron(session, kind, id)));
  }
  const [keyPairs, groups] = await Promise.all([listKeyPairs(session), listServerGroups(session)]);
  await Promise.all([
    ...keyPairs
      .filter((name) => isMarkedName(name, mark))
      .map((name) => deleteKeyPair(session, name)),
    ...groups
      .filter(({ name }) => isMarkedName(name, mark))
      .map(({ id }) => deleteServerGroup(session, id)),
  ]);
}

/** Removes what is left of a site in one of its networks: only that, as the site may live on in another. */
export async function sweepNetwork(session: Session, mark: string, network: string): Promise<void> {
  const ports = await listNeutron<NeutronPort>(session, "ports", { network_id: network });
  const own = ports.filter(({ description }) => description === descriptionOf(mark));
  const servers = own.filter(({ device_owner }) => device_owner.startsWith("compute:"));
  await removeServers(
    session,
    servers.map(({ device_id }) => device_id),
  );
  await sweepFloatingIps(session, mark);
  const routers = new Set((await marked(session, "routers", mark)).map(({ id }) => id));
  for (const { device_id: router, fixed_ips: places } of ports.filter((port) =>
    routers.has(port.device_id),
  )) {
    for (const { subnet_id: subnet } of places)
      await removeRouterInterface(session, router, subnet);
  }
  await Promise.all(own.map(({ id }) => deleteNeutron(session, "ports", id)));
}

/** Removes servers and waits until they are gone: before that they hold their ports and volumes. */
export async function removeServers(session: Session, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      await deleteServer(session, id);
      await until(`server ${id} is gone`, async () => {
        const server = await getServer(session, id);
        return server === undefined || server.status === "DELETED";
      });
    }),
  );
}

/** Takes a router out of all subnets that it is in. */
export async function leaveSubnets(session: Session, router: string): Promise<void> {
  const ports = await listRouterInterfaces(session, { device_id: router });
  for (const { subnet_id: subnet } of ports.flatMap(({ fixed_ips }) => fixed_ips))
    await removeRouterInterface(session, router, subnet);
}

/** An address of ours that points at no port is of no use to anything. */
async function sweepFloatingIps(session: Session, mark: string): Promise<void> {
  const found = await listNeutron<FloatingIp>(session, "floatingips", {
    description: descriptionOf(mark),
  });
  const loose = found.filter(({ port_id: port }) => port === null);
  await Promise.all(loose.map(({ id }) => deleteNeutron(session, "floatingips", id)));
}

function marked(session: Session, kind: NeutronKind, mark: string): Promise<{ id: string }[]> {
  return listNeutron(session, kind, { description: descriptionOf(mark) });
}
