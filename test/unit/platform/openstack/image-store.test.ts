import { expect } from "chai";
import { httpClient } from "../../../../lib/platform/openstack/api/http";
import { openSession } from "../../../../lib/platform/openstack/api/session";
import { imageStoreIn } from "../../../../lib/platform/openstack/image-store";
import type { ImageStore, StoredImage } from "../../../../lib/platform/image-store";
import { FakeCloud } from "./fake-cloud";

const NAME = "slipway-torque-master-000000000001";
const image = (own: object = {}): Record<string, unknown> => ({
  ...{ id: "i1", name: NAME, slipway_image: NAME, owner: "p1", status: "active", size: 5 },
  ...{ visibility: "private", protected: false, created_at: "2026-01-02T03:04:05Z" },
  ...own,
});

describe("slipway's images in Glance", () => {
  let cloud: FakeCloud;
  let store: ImageStore;
  let holds: { images: object[]; servers: object[]; volumes: object[] };

  before(async () => {
    cloud = await FakeCloud.start(
      ({ method, path: where }) => {
        if (where.startsWith("/v3")) return undefined;
        if (method === "DELETE") return { status: 204, body: "" };
        const kind = (["images", "servers", "volumes"] as const).find((each) =>
          where.includes(each),
        );
        return kind && { body: { [kind]: holds[kind] } };
      },
      ["image"],
    );
    const credentials = { authUrl: cloud.url, interface: "public", auth: {} };
    store = imageStoreIn(() => openSession(credentials, httpClient(undefined)));
  });
  beforeEach(() => {
    cloud.seen.length = 0;
    holds = { images: [image()], servers: [], volumes: [] };
  });
  after(() => cloud.close());

  const found = async (): Promise<readonly StoredImage[]> => (await store.stock()).images;
  const only = async (): Promise<StoredImage> => {
    const all = await found();
    const [first, ...others] = all;
    if (first === undefined || others.length > 0) throw new Error("there is not just one");
    return first;
  };
  const removals = () => cloud.seen.filter(({ method }) => method === "DELETE");

  it("are listed with packages, size and age", async () => {
    const state = { slipway_package_state: "2026-11", slipway_packages_at: "2026-11-25T02:22:30Z" };
    holds.images = [image({ slipway_packages: "fftw3 git", ...state })];
    expect(await only()).to.deep.equal({
      ...{ id: "i1", name: NAME, kind: "torque-master", form: "image", bytes: 5, users: [] },
      ...{ packages: ["fftw3", "git"], madeAt: new Date("2026-01-02T03:04:05Z") },
      ...{ packageState: "2026-11", packagesAt: new Date("2026-11-25T02:22:30Z") },
      locked: undefined,
    });
    holds.images = [image({ slipway_packages_at: "somebody wrote this" })];
    expect((await only()).packagesAt).to.equal(undefined);
    expect((await store.stock()).place).to.equal("OpenStack project p1");
  });

  const others: readonly (readonly [string, object])[] = [
    ["one without the mark", { slipway_image: undefined }],
    ["one of another name, made of a machine", { name: "my-backup" }],
    ["a snapshot, even of that name", { image_type: "snapshot" }],
    ["one of another project", { owner: "p2" }],
    ["one whose name slipway would not give", { name: "x", slipway_image: "x" }],
  ];
  for (const [what, own] of others) {
    it(`do not include ${what}`, async () => {
      holds.images = [image(own)];
      expect(await found()).to.deep.equal([]);
      await store.remove({ id: "i1" } as StoredImage);
      expect(removals()).to.deep.equal([]);
    });
  }

  const server = { id: "s1", name: "lisa-master", status: "ACTIVE" };
  const uses: readonly (readonly [string, object, string])[] = [
    [
      "a server that starts from it",
      { servers: [{ ...server, image: { id: "i1" }, metadata: { "slipway-stack": "p-dev" } }] },
      "server lisa-master of p-dev",
    ],
    [
      "a server of somebody",
      { servers: [{ ...server, image: { id: "i1" } }] },
      "server lisa-master",
    ],
    [
      "a server on a volume made from it",
      { servers: [{ ...server, image: "", metadata: { "slipway-image": NAME } }] },
      "server lisa-master",
    ],
    [
      "a volume made from it",
      { volumes: [{ id: "v1", name: "", volume_image_metadata: { image_id: "i1" } }] },
      "volume v1",
    ],
    [
      "a volume with a name",
      { volumes: [{ id: "v1", name: "root", volume_image_metadata: { image_id: "i1" } }] },
      "volume root",
    ],
  ];
  for (const [what, more, user] of uses) {
    it(`are used by ${what}, and then can't be removed`, async () => {
      const before = await only();
      Object.assign(holds, more);
      expect((await only()).users).to.deep.equal([user]);
      const failure = await store.remove(before).catch((error: unknown) => error);
      expect(String(failure)).to.equal(`Error: is used by ${user} now`);
      expect(removals()).to.deep.equal([]);
    });
  }

  it("are not used by servers and volumes of other images", async () => {
    holds.servers = [
      { ...server, image: { id: "i2" } },
      { ...server, image: "" },
    ];
    holds.volumes = [{ id: "v1", name: "data" }];
    expect((await only()).users).to.deep.equal([]);
  });

  it("can't be removed when they are protected, or when others may see them", async () => {
    for (const [own, why] of [
      [{ protected: true }, "is protected"],
      [{ visibility: "shared" }, "is visible to other projects (shared)"],
    ] as const) {
      holds.images = [image(own)];
      expect((await only()).locked).to.equal(why);
      const failure = await store.remove(await only()).catch((e: unknown) => e);
      expect(String(failure)).to.equal(`Error: ${why}`);
    }
    expect(removals()).to.deep.equal([]);
  });

  it("are a rest when an upload was cut off, and in use while it goes on", async () => {
    holds.images = [image({ status: "queued", size: null })];
    expect(await only()).to.deep.include({ form: "rest", users: [], bytes: undefined });
    holds.images = [image({ status: "saving", created_at: new Date().toISOString() })];
    expect((await only()).users).to.deep.equal(["an upload that is going on"]);
  });

  it("are removed by their id", async () => {
    await store.remove(await only());
    expect(removals().map(({ path: where }) => where)).to.deep.equal(["/image/v2/images/i1"]);
  });
});
