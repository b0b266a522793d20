import { expect } from "chai";
import { settingsOf } from "../../../../lib/platform/openstack/settings";
import { survey } from "../../../../lib/platform/openstack/survey";
import { FakeCloud } from "./fake-cloud";
import { clusterNeeds } from "./facts";

const IMAGES = [
  { id: "i-active", name: "debian", status: "active" },
  { id: "i-off", name: "debian", status: "deactivated" },
];

describe("what is asked of a cloud before anything is made", () => {
  let cloud: FakeCloud;
  afterEach(() => cloud.close());

  /** The survey's servers on a cloud where the master was started from this image. */
  const serversOf = async (metadata: object, services: string[]) => {
    const server = { id: "s", name: "lisa-master", status: "ACTIVE", metadata };
    const holds: Record<string, object[]> = { images: IMAGES, servers: [server] };
    cloud = await FakeCloud.start(({ path }) => {
      if (path.startsWith("/v3")) return undefined;
      if (path.includes("/limits")) return { body: { limits: { absolute: {} } } };
      const kind =
        /\/(images|servers)/.exec(path)?.[1] ?? /([a-z-]+)(\?|$|\/detail)/.exec(path)?.[1];
      const key = kind === "os-keypairs" ? "keypairs" : (kind ?? "").replace("os-", "");
      const quota = { quota: {}, network_ip_availability: {} };
      return { body: { ...quota, [key.replaceAll("-", "_")]: holds[key] ?? [] } };
    }, services);
    const site = { mark: "m-1", stack: "p-dev" };
    return (await survey(await cloud.session(), clusterNeeds(1), settingsOf(), site)).servers;
  };
  const from = (id: string) => ({
    "slipway-site": "m-1",
    "slipway-image": "debian",
    "slipway-image-id": id,
  });
  const found = { id: "s", name: "lisa-master", status: "ACTIVE", ours: true };

  it("tells which machines have started from an image that is gone or switched off", async () => {
    expect(await serversOf(from("i-active"), ["image"])).to.deep.equal([found]);
    for (const id of ["i-off", "i-gone"]) {
      await cloud.close();
      const lost = { ...found, lostImage: `debian@${id}` };
      expect(await serversOf(from(id), ["image"])).to.deep.equal([lost]);
    }
  });

  it("takes servers without such a note as they are, also where there is no catalogue", async () => {
    expect(await serversOf({}, [])).to.deep.equal([{ ...found, ours: false }]);
  });
});
