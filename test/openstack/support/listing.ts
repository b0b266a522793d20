import { connect } from "slipway/internal/platform/openstack/api/connect";
import type { Session } from "slipway/internal/platform/openstack/api/session";

/** Everything that a project of a cloud can hold, by where it is listed. */
const LISTS = [
  ["compute", "/servers/detail", "servers"],
  ["compute", "/os-keypairs", "keypairs"],
  ["compute", "/os-server-groups", "server_groups"],
  ["network", "/ports", "ports"],
  ["network", "/floatingips", "floatingips"],
  ["network", "/security-groups", "security_groups"],
  ["network", "/security-group-rules", "security_group_rules"],
  ["network", "/networks", "networks"],
  ["network", "/subnets", "subnets"],
  ["network", "/routers", "routers"],
  ["volume", "/volumes/detail", "volumes"],
  ["image", "/images", "images"],
] as const;

interface Listed {
  readonly id?: string;
  readonly name?: string;
  readonly keypair?: { readonly name: string };
}

/** Images that slipway has built: kept in the cloud for the next cluster, as they are in the cache of this computer. */
export const IMAGE = /^images slipway-[a-z-]+-[0-9a-f]{12} /;

/** Every object of the project as `kind name id`, asked of the services themselves. */
export async function listing(): Promise<string[]> {
  const session = await connect(() => undefined);
  const lists = await Promise.all(
    LISTS.map(async ([service, path, kind]) => {
      const body = (await session.call(service, "GET", path)) as Record<string, Listed[]>;
      return (body[kind] ?? []).map(({ id, name, keypair }) =>
        [kind, keypair?.name ?? name ?? "", id ?? ""].join(" "),
      );
    }),
  );
  return lists.flat().sort();
}

/** The project's servers as `servers name id`. */
export async function serverLines(): Promise<string[]> {
  return (await listing()).filter((line) => line.startsWith("servers "));
}

/** Names of the project's servers. */
export async function serverNames(): Promise<string[]> {
  return (await serverLines()).map((line) => line.split(" ")[1] ?? "");
}

/** All addresses of a server, fixed and floating. */
export async function serverAddresses(name: string): Promise<string[]> {
  const own = (await servers(await connect(() => undefined))).filter((each) => each.name === name);
  return own.flatMap(({ addresses }) =>
    Object.values(addresses)
      .flat()
      .map(({ addr }) => addr),
  );
}

/** What the cloud tells of each server: its own record and its console. */
export async function serverTexts(): Promise<Record<string, string>> {
  const session = await connect(() => undefined);
  const texts = (await servers(session)).map(async ({ id, name, ...record }) => {
    const body = { "os-getConsoleOutput": {} };
    const action = `/servers/${id}/action`;
    const console = (await session.call("compute", "POST", action, { body })) as { output: string };
    return [name, `${JSON.stringify(record)}\n${console.output}`] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

interface ServerRecord {
  readonly id: string;
  readonly name: string;
  readonly addresses: Readonly<Record<string, readonly { readonly addr: string }[]>>;
}

async function servers(session: Session): Promise<readonly ServerRecord[]> {
  const body = await session.call("compute", "GET", "/servers/detail");
  return (body as { servers: ServerRecord[] }).servers;
}
