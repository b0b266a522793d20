import type { FloatingIp, NeutronPort, Rule } from "./api/networking";
import { listNeutron, listRouterInterfaces } from "./api/networking";
import type { Server } from "./api/compute";
import type { Session } from "./api/session";
import type { Present } from "./demand";
import { descriptionOf, isMarkedName, MARK_KEY } from "./mark";

/** Which site of which stack is looked at. */
export interface Site {
  readonly mark: string;
  /** Folder name of the stack, see `stackFolder`. */
  readonly stack: string;
}

interface Listed {
  readonly servers: readonly Server[];
  readonly floating: readonly FloatingIp[];
  readonly keyPairs: readonly string[];
  readonly groups: readonly { readonly name: string }[];
  readonly volumes: ReadonlyMap<string, number>;
}

/** What of a site is there already. */
export async function presentOf(
  session: Session,
  { mark }: Site,
  { servers, floating, keyPairs, groups, volumes }: Listed,
): Promise<{ readonly present: Present; readonly ownPorts: ReadonlySet<string> }> {
  const description = descriptionOf(mark);
  const ours = { description };
  const [ports, networks, subnets, routers, securityGroups] = await Promise.all([
    listNeutron<NeutronPort>(session, "ports", ours),
    listNeutron(session, "networks", ours),
    listNeutron(session, "subnets", ours),
    listNeutron(session, "routers", ours),
    listNeutron(session, "security-groups", ours),
  ]);
  const [interfaces, rules] = await Promise.all([
    Promise.all(routers.map(({ id }) => listRouterInterfaces(session, { device_id: id }))),
    Promise.all(
      securityGroups.map(({ id }) =>
        listNeutron<Rule>(session, "security-group-rules", { security_group_id: id }),
      ),
    ),
  ]);
  const own = servers.filter(({ metadata }) => metadata?.[MARK_KEY] === mark);
  const present: Present = {
    servers: new Map(own.map(({ name, flavor }) => [name, flavor?.id ?? ""])),
    ports: new Set(ports.map(({ name }) => name)),
    routerInterfaces: interfaces.flat().length,
    networks: networks.length,
    subnets: subnets.length,
    routers: routers.length,
    securityGroups: securityGroups.length,
    rules: rules.flat().length,
    floatingIps: floating.filter((each) => each.description === description).length,
    keyPairs: keyPairs.filter((name) => isMarkedName(name, mark)).length,
    serverGroups: groups.filter(({ name }) => isMarkedName(name, mark)).length,
    volumes,
  };
  return { present, ownPorts: new Set(ports.map(({ id }) => id)) };
}
