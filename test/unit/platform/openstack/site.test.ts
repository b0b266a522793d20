import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { useProviderConfig } from "../../../../lib/core/provider-config";
import { clearNetwork } from "../../../../lib/platform/openstack/guard-client";
import { imageIsActive, putImage } from "../../../../lib/platform/openstack/image-client";
import { observe } from "../../../../lib/platform/openstack/observer";
import { settingsOf } from "../../../../lib/platform/openstack/settings";
import {
  checkSite,
  deleteSite,
  diffSite,
  type SiteInputs,
  type SiteRequest,
} from "../../../../lib/platform/openstack/site-client";
import {
  checkVolume,
  putVolume,
  sayKept,
  volumeExists,
} from "../../../../lib/platform/openstack/volume-client";
import { clusterNeeds } from "./facts";
import { type Answers, FakeCloud } from "./fake-cloud";

/** What the cloud holds, by kind as in the addresses; listings give all of a kind, whatever the filter. */
type Holdings = Record<string, Record<string, unknown>[]>;

describe("an OpenStack project, asked by the providers", function () {
  this.timeout(20_000);
  let cloud: FakeCloud;
  let holds: Holdings;
  let own: Answers = () => undefined;

  const listing: Answers = ({ method, path: where }) => {
    if (method === "DELETE") return { status: 204, body: "" };
    if (where.includes("/network-ip-availabilities/")) return { status: 403 };
    if (where.includes("/limits"))
      return { body: { limits: { absolute: { maxTotalInstances: 9, totalInstancesUsed: 0 } } } };
    const [, kind = ""] =
      /^\/(?:compute\/v2.1|network\/v2.0|volume\/v3\/p1|image\/v2)\/([a-z-]+)/.exec(where) ?? [];
    const key =
      { "os-keypairs": "keypairs", "os-server-groups": "server_groups" }[kind] ??
      kind.replaceAll("-", "_");
    return where.startsWith("/v3") ? undefined : { body: { [key]: holds[kind] ?? [], quota: {} } };
  };

  before(async () => {
    cloud = await FakeCloud.start((seen) => own(seen) ?? listing(seen));
    const config: Record<string, string> = {
      "openstack:authUrl": cloud.url,
      "openstack:applicationCredentialId": "id",
      "openstack:applicationCredentialSecret": "s3cret",
    };
    useProviderConfig((key) => config[key]);
  });
  beforeEach(() => {
    own = () => undefined;
    cloud.seen.length = 0;
    holds = {
      flavors: [{ id: "f1", name: "tiny", vcpus: 1, ram: 512, disk: 8 }],
      networks: [{ id: "n1", name: "public", status: "ACTIVE", "router:external": true }],
    };
  });
  after(async () => {
    useProviderConfig(() => undefined);
    await cloud.close();
  });

  const request = (workers: number, more: Partial<SiteRequest> = {}): SiteRequest => ({
    ...clusterNeeds(workers),
    providerVersion: 1,
    stack: "p-dev",
    site: "lisa-site",
    settings: settingsOf(),
    ...more,
  });
  const removed = () =>
    cloud.seen
      .filter(({ method }) => method !== "GET" && method !== "POST")
      .map(({ method, path: where }) => `${method} ${where}`);

  it("is checked by reads alone, and the answers are kept with a mark that stays", async () => {
    const { inputs, failures } = await checkSite({}, request(1));
    expect(failures).to.deep.equal([]);
    const answers = inputs as SiteInputs;
    expect(answers).to.deep.include({
      flavors: { "lisa-master": "f1", "lisa-worker-1": "f1" },
      externalNetworkId: "n1",
      externalNetworkName: "public",
      networkId: "",
      replaced: {},
    });
    expect(answers.mark).to.match(/^[0-9a-f-]{36}$/);
    const ours = {
      metadata: { "slipway-site": answers.mark },
      flavor: { id: "f1" },
      status: "ACTIVE",
    };
    holds.servers = ["lisa-master", "lisa-worker-1"].map((name) => ({ id: name, name, ...ours }));
    const later = (await checkSite(answers, request(1))).inputs as SiteInputs;
    expect(later.mark).to.equal(answers.mark);
    expect(diffSite(answers, later)).to.deep.equal({ changes: false, replaces: [] });
    const mutating = cloud.seen.filter(
      ({ method, path: where }) => method !== "GET" && !where.startsWith("/v3"),
    );
    expect(mutating).to.deep.equal([]);
  });

  it("fails the check with one message, without the name of a property", async () => {
    const { failures } = await checkSite(undefined, request(9));
    expect(failures).to.have.length(1);
    expect(failures[0]?.property).to.equal("");
    expect(failures[0]?.reason).to.match(
      /instances: needs 10, 9 free \(0 of 9 used\)\n {2}at most 8 workers fit$/,
    );
  });

  it("fails where a machine names an image and the cloud has no service for images", async () => {
    const machines = [{ name: "box", vcpus: 1, memoryMiB: 512, diskGiB: 8, image: "debian" }];
    const failure = await checkSite(undefined, request(0, { machines })).catch(String);
    expect(failure).to.contain("has no public address of the image service");
  });

  it("is swept of what cut-off runs have left of a site, and of nothing else", async () => {
    const ours = { metadata: { "slipway-site": "mark-123-x" } };
    holds.servers = [
      { id: "v1", name: "a", ...ours },
      { id: "v2", name: "b", metadata: {} },
    ];
    holds.routers = [{ id: "r1", name: "r" }];
    holds.ports = [
      {
        id: "p1",
        name: "p",
        device_id: "r1",
        device_owner: "network:router_interface",
        fixed_ips: [{ subnet_id: "s1" }],
      },
    ];
    holds.floatingips = [
      { id: "a1", port_id: null },
      { id: "a2", port_id: "p" },
    ];
    holds.networks = [];
    holds["os-keypairs"] = [
      { keypair: { name: "lisa-key-mark-123" } },
      { keypair: { name: "mine" } },
    ];
    own = ({ method, path: where }) =>
      method === "GET" && where.endsWith("/servers/v1")
        ? { status: 404 }
        : method === "PUT"
          ? { body: {} }
          : undefined;
    await deleteSite({ ...request(0), mark: "mark-123-x" } as SiteInputs);
    expect(removed()).to.deep.equal([
      "DELETE /compute/v2.1/servers/v1",
      "DELETE /network/v2.0/floatingips/a1",
      "PUT /network/v2.0/routers/r1/remove_router_interface",
      "DELETE /network/v2.0/routers/r1",
      "DELETE /network/v2.0/ports/p1",
      "DELETE /compute/v2.1/os-keypairs/lisa-key-mark-123",
    ]);
  });

  it("has its network emptied of machines and ports that no state knows", async () => {
    const description = "slipway site m";
    const port = { fixed_ips: [{ subnet_id: "s1" }] };
    holds.ports = [
      { ...port, id: "p1", description, device_owner: "compute:nova", device_id: "v1" },
      {
        ...port,
        id: "p2",
        description: "",
        device_owner: "network:router_interface",
        device_id: "r1",
      },
      { ...port, id: "p3", description: "", device_owner: "network:dhcp", device_id: "d" },
    ];
    holds.routers = [{ id: "r1" }];
    own = ({ method, path: where }) =>
      method === "GET" && where.endsWith("/servers/v1")
        ? { status: 404 }
        : method === "PUT"
          ? { body: {} }
          : undefined;
    await clearNetwork({ providerVersion: 1, mark: "m", network: "n" });
    expect(removed()).to.deep.equal([
      "DELETE /compute/v2.1/servers/v1",
      "PUT /network/v2.0/routers/r1/remove_router_interface",
      "DELETE /network/v2.0/ports/p1",
    ]);
  });

  const volume = { providerVersion: 1, stack: "p-dev", volume: "lisa-home", sizeGiB: 4 };
  const metadata = { "slipway-stack": "p-dev", "slipway-volume": "lisa-home" };
  const kept = {
    id: "c1",
    name: "lisa-home",
    size: 4,
    status: "available",
    metadata,
    created_at: "1",
  };

  it("gives a kept volume back, makes one where there is none, and never shrinks it", async () => {
    holds.volumes = [{ ...kept, id: "other", metadata: {} }, kept];
    own = ({ path: where, method }) =>
      method === "GET" && /\/volumes\/c\d$/.test(where) ? { body: { volume: kept } } : undefined;
    expect(await putVolume(volume)).to.equal("c1");
    expect(await checkVolume({ ...volume, sizeGiB: 3 })).to.deep.equal([
      { property: "sizeGiB", reason: "cannot shrink: volume c1 that is kept has 4 GiB, got 3" },
    ]);
    holds.volumes = [];
    own = ({ path: where, method, body }) => {
      if (method === "POST" && where.endsWith("/volumes")) {
        expect((body as { volume: object }).volume).to.deep.include({ size: 4, metadata });
        return { body: { volume: { ...kept, id: "c2" } } };
      }
      return where.endsWith("/volumes/c2") ? { body: { volume: kept } } : undefined;
    };
    expect(await putVolume(volume)).to.equal("c2");
    expect(await volumeExists("c2")).to.equal(true);
    await sayKept("c2", volume);
  });

  it("grows a volume that is too small", async () => {
    holds.volumes = [kept];
    let size = 4;
    own = ({ path: where, body }) => {
      if (where.endsWith("/action"))
        size = (body as { "os-extend": { new_size: number } })["os-extend"].new_size;
      return where.includes("/volumes/c1") ? { body: { volume: { ...kept, size } } } : undefined;
    };
    expect(await putVolume({ ...volume, sizeGiB: 6 })).to.equal("c1");
    expect(size).to.equal(6);
  });

  it("fails for a volume that came to nothing, and removes it", async () => {
    own = ({ path: where, method }) => {
      if (method === "POST") return { body: { volume: { ...kept, id: "c3" } } };
      return method === "GET" && where.endsWith("/volumes/c3")
        ? { body: { volume: { ...kept, status: "error" } } }
        : undefined;
    };
    let text = "";
    await putVolume(volume).catch((error: unknown) => (text = String(error)));
    expect(text).to.contain("volume lisa-home (c3) can't be used, its status is error");
    expect(removed()).to.deep.equal(["DELETE /volume/v3/p1/volumes/c3"]);
  });

  it("is not asked about one machine more often than every few seconds", async () => {
    own = ({ path: where }) =>
      where.endsWith("/servers/o1")
        ? { body: { server: { id: "o1", status: "SHUTOFF" } } }
        : undefined;
    const first = await observe({ server: "o1" });
    expect(first).to.deep.include({ state: "gone" });
    const asked = cloud.seen.length;
    expect(await observe({ server: "o1" })).to.equal(first);
    expect(cloud.seen.length).to.equal(asked);
  });

  it("says so when it has no service for images", async () => {
    const cache = process.env.XDG_CACHE_HOME;
    process.env.XDG_CACHE_HOME = fs.mkdtempSync(path.join(tmpdir(), "slipway-image-"));
    const folder = path.join(process.env.XDG_CACHE_HOME, "slipway/images/x");
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "disk.qcow2"), "QFI\xfb");
    let text = "";
    await putImage("x").catch((error: unknown) => (text = String(error)));
    expect(text).to.contain("no public address of the image service");
    await imageIsActive("x").catch((error: unknown) => (text = String(error)));
    fs.rmSync(process.env.XDG_CACHE_HOME, { recursive: true });
    if (cache === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cache;
  });
});
