import { expect } from "chai";
import * as fc from "fast-check";
import type { OpenStackArgs } from "../../../../lib/platform/openstack/args";
import { QUOTAS, type QuotaName } from "../../../../lib/platform/openstack/demand";
import type { Facts } from "../../../../lib/platform/openstack/facts";
import { explain, judge } from "../../../../lib/platform/openstack/judge";
import { settingsOf } from "../../../../lib/platform/openstack/settings";
import type { SiteNeeds } from "../../../../lib/platform/platform";
import { clusterNeeds, cloudFacts, flavor, nothing } from "./facts";

const verdict = (needs: SiteNeeds, facts: Partial<Facts>, args: OpenStackArgs = {}) =>
  judge(needs, settingsOf(args), cloudFacts(facts));
const lines = (needs: SiteNeeds, facts: Partial<Facts>, args: OpenStackArgs = {}) =>
  verdict(needs, facts, args).problems.map(({ path, reason }) => `${path}: ${reason}`);

describe("the check of an OpenStack project", () => {
  it("finds nothing wrong where everything fits", () => {
    expect(verdict(clusterNeeds(2), {}).problems).to.deep.equal([]);
  });

  const volumes = [{ name: "lisa-home", sizeGiB: 10 }];
  const shortages: readonly (readonly [QuotaName, number, Partial<SiteNeeds>, OpenStackArgs])[] = [
    ["instances", 3, {}, {}],
    ["cores", 3, {}, {}],
    ["RAM (MiB)", 1536, {}, {}],
    ["key pairs", 1, {}, {}],
    ["server groups", 1, {}, {}],
    ["server group members", 3, {}, {}],
    ["networks", 1, {}, {}],
    ["subnets", 2, {}, { ipv6: true }],
    ["routers", 1, {}, {}],
    ["ports", 5, {}, {}],
    ["floating IPs", 1, {}, {}],
    ["security groups", 1, {}, {}],
    ["security group rules", 4, {}, {}],
    ["volumes", 1, { volumes }, {}],
    ["volume gigabytes", 10, { volumes }, {}],
    ["volumes", 3, {}, { bootFrom: "volume" }],
  ];
  for (const [name, need, more, args] of shortages) {
    it(`names a lack of ${name}: ${String(need)} are needed`, () => {
      const needs = clusterNeeds(2, more);
      const short = { [name]: { limit: need + 4, used: 5 } };
      expect(lines(needs, { quotas: short }, args)).to.deep.equal([
        `${name}: needs ${String(need)}, ${String(need - 1)} free (5 of ${String(need + 4)} used)`,
      ]);
      const enough = { [name]: { limit: need + 5, used: 5 } };
      expect(lines(needs, { quotas: enough }, args)).to.deep.equal([]);
      expect(lines(needs, { quotas: { [name]: { limit: -1, used: 5 } } }, args)).to.deep.equal([]);
    });
  }

  it("tells all shortages in one text, and how many workers fit", () => {
    const quotas = { cores: { limit: 4, used: 1 }, instances: { limit: 4, used: 0 } };
    expect(explain(verdict(clusterNeeds(5), { quotas }))).to.equal(
      [
        "this OpenStack can't take it, 2 things are missing:",
        "  instances: needs 6, 4 free (0 of 4 used)",
        "  cores: needs 6, 3 free (1 of 4 used)",
        "  at most 2 workers fit",
      ].join("\n"),
    );
  });

  it("counts only what is not there yet", () => {
    const present = {
      ...nothing,
      servers: new Map([
        ["lisa-master", "id-tiny"],
        ["lisa-worker-1", "id-tiny"],
      ]),
      ports: new Set(["lisa-master-port", "lisa-worker-1-port"]),
      ...{ networks: 1, subnets: 1, routers: 1, routerInterfaces: 1, securityGroups: 1, rules: 4 },
      ...{ floatingIps: 1, keyPairs: 1, serverGroups: 1 },
    };
    const full = Object.fromEntries(QUOTAS.map((name) => [name, { limit: 10, used: 10 }]));
    const members = { "server group members": { limit: 10, used: 0 } };
    expect(lines(clusterNeeds(1), { present, quotas: { ...full, ...members } })).to.deep.equal([]);
    expect(lines(clusterNeeds(2), { present, quotas: { ...full, ...members } })).to.deep.equal([
      "instances: needs 1, 0 free (10 of 10 used)",
      "cores: needs 1, 0 free (10 of 10 used)",
      "RAM (MiB): needs 512, 0 free (10 of 10 used)",
      "ports: needs 1, 0 free (10 of 10 used)",
    ]);
  });

  it("never says that more workers fit than do, nor fewer", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 70 }),
        (workers, free) => {
          const { fitting, problems } = verdict(clusterNeeds(workers), {
            quotas: { instances: { limit: free, used: 0 } },
          });
          if (free >= workers + 1) return problems.length === 0 && fitting === undefined;
          return fitting === (free === 0 ? undefined : free - 1);
        },
      ),
    );
  });

  it("takes the smallest flavor that has what is asked for, and stays with it", () => {
    const { choices } = verdict(clusterNeeds(0), {});
    expect(choices.flavors["lisa-master"]?.name).to.equal("tiny");
    const flavors = [flavor("tinier", 1, 512, 8), ...cloudFacts().flavors];
    const earlier = { flavors: { "lisa-master": "id-small" } };
    const later = judge(clusterNeeds(0), settingsOf(), cloudFacts({ flavors }), earlier);
    expect(later.choices.flavors["lisa-master"]?.name).to.equal("small");
  });

  const image = {
    id: "i1",
    name: "debian-12",
    status: "active",
    minDiskGiB: 2,
    minRamMiB: 256,
    createdAt: "1",
  };
  const box = (wanted: string): SiteNeeds => ({
    machines: [{ name: "box", vcpus: 1, memoryMiB: 512, diskGiB: 8, image: wanted }],
    volumes: [],
    publicAddresses: 1,
  });
  const cases: readonly (readonly [string, SiteNeeds, Partial<Facts>, OpenStackArgs, RegExp])[] = [
    [
      "an image that is missing",
      box("debian-13"),
      { images: [image] },
      {},
      /^image: is no image of this cloud/,
    ],
    [
      "an image that is deactivated",
      box("debian-12"),
      { images: [{ ...image, status: "deactivated" }] },
      {},
      /^image: is deactivated, machines start only from an active image$/,
    ],
    [
      "a flavor that is too small for its image",
      box("debian-12"),
      { images: [{ ...image, minDiskGiB: 9 }] },
      { machineFlavor: "tiny" },
      /^flavor: is too small: image debian-12 needs 9 GiB of disk$/,
    ],
    [
      "a flavor that is missing",
      box("i1"),
      { images: [image] },
      { machineFlavor: "huge" },
      /^flavor: is not on this cloud, it has: large, tiny, small$/,
    ],
    [
      "needs that no flavor meets",
      clusterNeeds(1),
      { flavors: [flavor("micro", 1, 64, 1)] },
      {},
      /^flavor: no flavor of this cloud has 1 vCPUs.*the largest is micro/,
    ],
    [
      "a network that is missing",
      clusterNeeds(0),
      {},
      { network: "lan" },
      /^network: is no network that this project may see$/,
    ],
    [
      "no external network",
      clusterNeeds(0),
      { networks: [] },
      {},
      /^externalNetwork: this cloud has no external network/,
    ],
    [
      "an external network that is missing",
      clusterNeeds(0),
      {},
      { externalNetwork: "x" },
      /^externalNetwork: is no external network of this cloud, it has: public$/,
    ],
    [
      "several external networks",
      clusterNeeds(0),
      { networks: ["a", "b"].map((name) => ({ id: name, name, external: true })) },
      {},
      /^externalNetwork: must be named, there are several: a, b$/,
    ],
    [
      "an empty pool",
      clusterNeeds(0),
      { poolFree: 1 },
      {},
      /^externalNetwork: the pool has 1 free addresses, 2 are needed$/,
    ],
    [
      "a floating IP that is missing",
      clusterNeeds(0),
      {},
      { floatingIp: "192.0.2.1" },
      /^floatingIp: is no floating IP of this project$/,
    ],
    [
      "a floating IP that is taken",
      clusterNeeds(0),
      { floatingIps: [{ address: "192.0.2.1", taken: true }] },
      { floatingIp: "192.0.2.1" },
      /^floatingIp: belongs to another machine already$/,
    ],
    [
      "a zone that is missing",
      clusterNeeds(0),
      {},
      { availabilityZone: "mars" },
      /^availabilityZone: is not available, this cloud has: nova$/,
    ],
    [
      "a volume type that is missing",
      clusterNeeds(0),
      { volumeTypes: ["slow"] },
      { volumeType: "fast" },
      /^volumeType: is no volume type/,
    ],
    [
      "names that are taken",
      clusterNeeds(0),
      { servers: [{ id: "s", name: "lisa-master", status: "ACTIVE", ours: false }] },
      {},
      /^name: servers lisa-master are there already, but not in this stack's state/,
    ],
  ];
  for (const [what, needs, facts, args, text] of cases) {
    it(`fails for ${what}`, () => {
      const found = lines(needs, facts, args);
      expect(found).to.have.length(1);
      expect(found[0]).to.match(text);
    });
  }

  const lan = { id: "lan", name: "lan", external: false };
  const subnet = {
    id: "sub",
    networkId: "lan",
    cidr: "10.0.0.0/24",
    ipVersion: 4,
    dhcp: false,
    outside: ["id-other"],
  };
  it("fails for a network of the site on which machines could not be configured or reached", () => {
    const facts = { networks: [...cloudFacts().networks, lan], subnets: [subnet] };
    expect(lines(clusterNeeds(0), facts, { network: "lan" })).to.deep.equal([
      "network: lan has no DHCP: set openstack.configDrive to true",
      "network: no router leads from lan to public: a floating IP could not reach it",
    ]);
    const fixed = { network: "lan", publicAddress: "fixed", configDrive: true } as const;
    expect(lines(clusterNeeds(0), facts, fixed)).to.deep.equal([]);
  });
});
