import * as compute from "./api/compute";
import {
  deleteNeutron,
  listNeutron,
  listRouterInterfaces,
  type NeutronKind,
  removeRouterInterface,
} from "./api/networking";
import type { Session } from "./api/session";
import { getVolume } from "./api/volumes";
import { MARK_KEY } from "./mark";
import { leaveSubnets, removeServers } from "./sweep";
import { until } from "./until";

/** The inputs of a resource that is to be made; secrets are still wrapped. */
export type Inputs = Readonly<Record<string, unknown>>;
type Remover = (session: Session, inputs: Inputs) => Promise<void>;

/**
 * What to do, by type of resource, with an object that is exactly the one to be made but is there already: a run made it
 * and was cut off before Pulumi noted it. It is removed rather than adopted, as nobody knows how far it has come.
 */
const removers: Readonly<Record<string, Remover>> = {
  "openstack:compute/instance:Instance": removeStrayServers,
  "openstack:compute/keypair:Keypair": async (session, { name }) => {
    await compute.deleteKeyPair(session, text(name));
  },
  "openstack:compute/serverGroup:ServerGroup": async (session, { name }) => {
    const found = (await compute.listServerGroups(session)).filter((each) => each.name === name);
    await Promise.all(found.map(({ id }) => compute.deleteServerGroup(session, id)));
  },
  "openstack:compute/volumeAttach:VolumeAttach": freeVolume,
  "openstack:networking/network:Network": neutron("networks"),
  "openstack:networking/subnet:Subnet": neutron("subnets"),
  "openstack:networking/port:Port": neutron("ports"),
  "openstack:networking/secGroup:SecGroup": neutron("security-groups"),
  "openstack:networking/floatingIp:FloatingIp": neutron("floatingips"),
  "openstack:networking/router:Router": async (session, inputs) => {
    for (const { id } of await same(session, "routers", inputs)) {
      await leaveSubnets(session, id);
      await deleteNeutron(session, "routers", id);
    }
  },
  "openstack:networking/routerInterface:RouterInterface": async (
    session,
    { routerId, subnetId },
  ) => {
    const found = await listRouterInterfaces(session, { device_id: text(routerId) });
    if (found.some(({ fixed_ips }) => fixed_ips.some(({ subnet_id }) => subnet_id === subnetId)))
      await removeRouterInterface(session, text(routerId), text(subnetId));
  },
  "openstack:networking/secGroupRule:SecGroupRule": async (
    session,
    { securityGroupId, description },
  ) => {
    const fields = { security_group_id: text(securityGroupId), description: text(description) };
    await removeAll(
      session,
      "security-group-rules",
      await listNeutron(session, "security-group-rules", fields),
    );
  },
};

/** Removes what is in the way of making this resource. */
export async function removeStrays(session: Session, type: string, inputs: Inputs): Promise<void> {
  await removers[type]?.(session, inputs);
}

async function removeStrayServers(session: Session, { name, metadata }: Inputs): Promise<void> {
  const mark = (metadata as Readonly<Record<string, unknown>>)[MARK_KEY];
  const found = await compute.listServers(session, text(name));
  const ids = found.filter((each) => each.metadata?.[MARK_KEY] === mark).map(({ id }) => id);
  await removeServers(session, ids);
}

/** A volume is attached once at most: it is waited for until the machine that had it has let it go. */
async function freeVolume(session: Session, { instanceId, volumeId }: Inputs): Promise<void> {
  const [server, volume] = [text(instanceId), text(volumeId)];
  if ((await compute.attachedVolumes(session, server)).includes(volume))
    await compute.detachVolume(session, server, volume);
  await until(`volume ${volume} is available`, async () => {
    const { status } = (await getVolume(session, volume)) ?? { status: "gone" };
    if (status === "gone" || status.startsWith("error"))
      throw new Error(`volume ${volume} can't be attached, its status is ${status}`);
    return status === "available";
  });
}

function neutron(kind: NeutronKind): Remover {
  return async (session, inputs) => removeAll(session, kind, await same(session, kind, inputs));
}

async function removeAll(
  session: Session,
  kind: NeutronKind,
  found: readonly { id: string }[],
): Promise<void> {
  await Promise.all(found.map(({ id }) => deleteNeutron(session, kind, id)));
}

function same(
  session: Session,
  kind: NeutronKind,
  { name, description }: Inputs,
): Promise<{ id: string }[]> {
  return listNeutron(session, kind, {
    name: typeof name === "string" ? name : undefined,
    description: text(description),
  });
}

/** Names and ids are plain; what is not would list, and remove, too much. */
function text(value: unknown): string {
  if (typeof value !== "string" || value === "")
    throw new Error("an object's name or id is not known");
  return value;
}
