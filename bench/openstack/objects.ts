import type { Session } from "slipway/internal/platform/openstack/api/session";
import { descriptionOf, MARK_KEY, markedName } from "slipway/internal/platform/openstack/mark";

/** Of a pair whose private half nobody has kept. */
const PUBLIC_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOl6gV0TzyGJZ2efqqh2zIL9v2idKkUjpWejDGx1lfdP";

/** A small cloud takes longer than any client would wait for one answer. */
const DEADLINE_MS = 300_000;

/** One request each for the objects of `test/openstack/programs/nodes.ts`; each answers the id of what it made. */
export class RawObjects {
  private readonly description: string;

  constructor(
    private readonly session: Session,
    /** By which `sweepSite` finds all of them again. */
    private readonly mark: string,
  ) {
    this.description = descriptionOf(mark);
  }

  readonly network = (): Promise<string> => this.neutron("network", { name: "raw-network" });

  readonly subnet = (network: string): Promise<string> =>
    this.neutron("subnet", {
      ...{ name: "raw-network-subnet", network_id: network, ip_version: 4 },
      ...{ cidr: "10.78.0.0/24", gateway_ip: "10.78.0.1" },
      allocation_pools: [{ start: "10.78.0.2", end: "10.78.0.9" }],
    });

  readonly router = (external: string): Promise<string> =>
    this.neutron("router", {
      name: "raw-network-router",
      external_gateway_info: { network_id: external },
    });

  readonly joinSubnet = async (router: string, subnet: string): Promise<void> => {
    const path = `/routers/${router}/add_router_interface`;
    const more = { body: { subnet_id: subnet }, deadlineMs: DEADLINE_MS };
    await this.session.call("network", "PUT", path, more);
  };

  readonly group = (): Promise<string> => this.neutron("security_group", { name: "raw-group" });

  readonly rule = (group: string, fields: object): Promise<string> =>
    this.neutron("security_group_rule", {
      ...{ security_group_id: group, direction: "ingress", ethertype: "IPv4" },
      ...fields,
    });

  readonly port = (name: string, network: string, subnet: string, group: string, index: number) =>
    this.neutron("port", {
      ...{ name: `${name}-port`, network_id: network, security_groups: [group] },
      fixed_ips: [{ subnet_id: subnet, ip_address: `10.78.0.${String(10 + index)}` }],
    });

  readonly floatingIp = (external: string, port: string): Promise<string> =>
    this.neutron("floatingip", { floating_network_id: external, port_id: port });

  readonly keyPair = async (): Promise<string> => {
    const name = markedName("raw-key", this.mark);
    await this.nova("keypair", "/os-keypairs", { name, public_key: PUBLIC_KEY });
    return name;
  };

  readonly serverGroup = async (): Promise<string> => {
    const name = markedName("raw-servers", this.mark);
    const fields = { name, policies: ["soft-anti-affinity"] };
    // The first version that has this policy.
    const headers = { "x-openstack-nova-api-version": "2.15" };
    return (await this.nova("server_group", "/os-server-groups", fields, { headers })).id;
  };

  readonly server = async (
    name: string,
    made: { readonly port: string; readonly keyPair: string; readonly serverGroup?: string },
    known: { readonly flavor: string; readonly image: string },
  ): Promise<string> => {
    const { serverGroup } = made;
    const fields = {
      ...{ name, flavorRef: known.flavor, imageRef: known.image, key_name: made.keyPair },
      networks: [{ port: made.port }],
      user_data: Buffer.from("#cloud-config\n{}\n").toString("base64"),
      metadata: { [MARK_KEY]: this.mark, "slipway-node": name },
    };
    const hints = serverGroup === undefined ? {} : { "os:scheduler_hints": { group: serverGroup } };
    return (await this.nova("server", "/servers", fields, { beside: hints })).id;
  };

  private async neutron(kind: string, fields: object): Promise<string> {
    const body = { [kind]: { description: this.description, ...fields } };
    const path = `/${kind.replaceAll("_", "-")}s`;
    const more = { body, deadlineMs: DEADLINE_MS };
    const answer = await this.session.call("network", "POST", path, more);
    return (answer as Readonly<Record<string, { id: string }>>)[kind]?.id ?? "";
  }

  private async nova(
    kind: string,
    path: string,
    fields: object,
    { headers = {}, beside = {} }: { headers?: Record<string, string>; beside?: object } = {},
  ): Promise<{ id: string }> {
    const body = { [kind]: fields, ...beside };
    const more = { body, headers, deadlineMs: DEADLINE_MS };
    const answer = await this.session.call("compute", "POST", path, more);
    return (answer as Readonly<Record<string, { id: string }>>)[kind] ?? { id: "" };
  }
}
