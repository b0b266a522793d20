import type { Flavor } from "../../../../lib/platform/openstack/api/compute";
import type { Present } from "../../../../lib/platform/openstack/demand";
import type { Facts } from "../../../../lib/platform/openstack/facts";
import type { SiteNeeds } from "../../../../lib/platform/platform";

export const flavor = (name: string, vcpus: number, ram: number, disk: number): Flavor => ({
  id: `id-${name}`,
  name,
  vcpus,
  ram,
  disk,
});

export const nothing: Present = {
  servers: new Map(),
  ports: new Set(),
  routerInterfaces: 0,
  networks: 0,
  subnets: 0,
  routers: 0,
  securityGroups: 0,
  rules: 0,
  floatingIps: 0,
  keyPairs: 0,
  serverGroups: 0,
  volumes: new Map(),
};

/** A cloud on which everything fits. */
export const cloudFacts = (own: Partial<Facts> = {}): Facts => ({
  quotas: {},
  flavors: [flavor("large", 4, 8192, 40), flavor("tiny", 1, 512, 8), flavor("small", 1, 1024, 10)],
  images: [],
  networks: [{ id: "id-public", name: "public", external: true }],
  subnets: [],
  floatingIps: [],
  zones: ["nova"],
  servers: [],
  present: nothing,
  ...own,
});

const size = { vcpus: 1, memoryMiB: 512, diskGiB: 8 };

/** A cluster with so many workers. */
export const clusterNeeds = (workers: number, own: Partial<SiteNeeds> = {}): SiteNeeds => ({
  machines: [
    { name: "lisa-master", ...size },
    ...Array.from({ length: workers }, (_, i) => ({
      name: `lisa-worker-${String(i + 1)}`,
      ...size,
    })),
  ],
  volumes: [],
  publicAddresses: 1,
  sshCidrs: ["0.0.0.0/0"],
  ...own,
});
