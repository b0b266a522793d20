import type { OpenStackArgs } from "slipway";
import { clusterLife } from "../../conformance/cluster-life";
import type { Site } from "../../conformance/site";
import { IMAGE, listing, serverNames, serverTexts } from "../support/listing";

function openStack(title: string, openstack: OpenStackArgs): Site {
  const there = new Set<string>();
  return {
    title: `OpenStack, ${title}`,
    args: { platform: "openstack", openstack, sshCidrs: ["172.24.0.0/16"] },
    async prepare() {
      for (const line of await listing()) there.add(line);
    },
    // The guests share two processors with the whole control plane.
    overheadSec: () => 100,
    machines: serverNames,
    exposed: serverTexts,
    async remains() {
      const now = await listing();
      return now
        .filter((line) => !there.has(line) && !IMAGE.test(line))
        .map((line) => (line.startsWith("volumes ") ? (line.split(" ")[2] ?? "") : line));
    },
    isHomeVolume: (name) => /^[0-9a-f-]{36}$/.test(name),
  };
}

clusterLife(openStack("a floating address", {}));
