import { Readable } from "node:stream";
import { listFlavors } from "slipway/internal/platform/openstack/api/compute";
import { connect } from "slipway/internal/platform/openstack/api/connect";
import {
  createImage,
  deleteImage,
  listImages,
  uploadImage,
} from "slipway/internal/platform/openstack/api/images";
import {
  deleteNeutron,
  listNeutron,
  type NeutronKind,
} from "slipway/internal/platform/openstack/api/networking";
import type { Session } from "slipway/internal/platform/openstack/api/session";
import { removeServers } from "slipway/internal/platform/openstack/sweep";
import {
  createVolume,
  deleteVolume,
  getVolume,
} from "slipway/internal/platform/openstack/api/volumes";
import { until } from "slipway/internal/platform/openstack/until";

/** A busy lab answers late. */
const PATIENCE_MS = 60_000;

/** Where the router of a network leads to. */
export type Way = "no router" | "a router" | "a router with a gateway";

/** What somebody else has in the project: made by a test without slipway, and removed by it. */
export class Objects {
  private readonly removals: (() => Promise<unknown>)[] = [];

  private constructor(readonly session: Session) {}

  static async open(): Promise<Objects> {
    return new Objects(await connect(() => undefined));
  }

  /** Removes all of it, the latest first. */
  async remove(): Promise<void> {
    for (const removal of this.removals.splice(0).reverse()) await removal();
  }

  /** An active image of one byte; answers its id. */
  async image(name: string, fields: object = {}): Promise<string> {
    const format = { disk_format: "raw", container_format: "bare", visibility: "private" };
    const { id } = await createImage(this.session, { name, ...format, ...fields });
    this.removals.push(() => deleteImage(this.session, id));
    await uploadImage(this.session, id, () => Readable.from(Buffer.from("x")), 10_000);
    return id;
  }

  async network(name: string, way: Way, subnet: object = {}): Promise<void> {
    const network = await this.make("network", "networks", { name });
    const fields = { network_id: network, cidr: "10.99.0.0/24", ip_version: 4, ...subnet };
    const subnetId = await this.make("subnet", "subnets", fields);
    if (way === "no router") return;
    const gateway = way === "a router" ? null : { network_id: await this.outside() };
    const router = await this.make("router", "routers", { name, external_gateway_info: gateway });
    const change = (action: "add" | "remove"): Promise<unknown> =>
      this.session.call("network", "PUT", `/routers/${router}/${action}_router_interface`, {
        body: { subnet_id: subnetId },
        deadlineMs: PATIENCE_MS,
      });
    // Before the deed: what gives no answer in time may have been done.
    this.removals.push(() => change("remove").catch(() => undefined));
    await change("add");
  }

  /** An address of the pool that nothing uses yet; answers it. */
  async floatingIp(): Promise<string> {
    const fields = { floating_network_id: await this.outside() };
    const made = await this.made("floatingip", "floatingips", fields);
    return made.floating_ip_address ?? "";
  }

  /** A server of the fake driver, from the image of that id, or else from that of the lab. */
  async server(name: string, image?: string, fields: object = {}): Promise<string> {
    const [flavors, networks, images] = await Promise.all([
      listFlavors(this.session),
      listNeutron(this.session, "networks", { name: "direct" }),
      listImages(this.session, { name: "fake" }),
    ]);
    const body = {
      server: {
        name,
        flavorRef: flavors.find((flavor) => flavor.name === "m1.tiny")?.id,
        imageRef: image ?? images[0]?.id,
        networks: [{ uuid: networks[0]?.id }],
        ...fields,
      },
    };
    const { server } = (await this.session.call("compute", "POST", "/servers", { body })) as {
      server: { id: string };
    };
    this.removals.push(() => removeServers(this.session, [server.id]));
    return server.id;
  }

  /** A volume made from an image. */
  async volume(name: string, image: string | undefined): Promise<void> {
    const fields = { name, description: "", size: 1, metadata: {}, imageRef: image };
    const { id } = await createVolume(this.session, fields);
    const status = async (): Promise<string> =>
      (await getVolume(this.session, id))?.status ?? "gone";
    this.removals.push(async () => {
      await deleteVolume(this.session, id);
      await until(`volume ${id} is gone`, async () => (await status()) === "gone");
    });
    await until(`volume ${id} is there`, async () => (await status()) === "available");
  }

  /** Id of the external network. */
  private async outside(): Promise<string | undefined> {
    const [outside] = await listNeutron(this.session, "networks", { name: "public" });
    return outside?.id;
  }

  private async make(key: string, kind: NeutronKind, fields: object): Promise<string> {
    return (await this.made(key, kind, fields)).id;
  }

  private async made(
    key: string,
    kind: NeutronKind,
    fields: object,
  ): Promise<{ readonly id: string; readonly floating_ip_address?: string }> {
    const body = { [key]: fields };
    const answer = await this.session.call("network", "POST", `/${kind}`, { body });
    const { [key]: object = { id: "" } } = answer as Record<string, { id: string }>;
    this.removals.push(() => deleteNeutron(this.session, kind, object.id));
    return object;
  }
}
