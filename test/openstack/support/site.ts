import type { OpenStackArgs } from "slipway";
import type { Site } from "../../conformance/site";
import { answers } from "../../e2e/support/answers";
import { CLUSTER } from "../../e2e/support/test-cluster";
import { IMAGE, listing, serverAddresses, serverNames, serverTexts } from "./listing";

/** A project of the lab, for the suite that every cloud has to pass, or the half of it that CI has time for. */
export function openStackSite(title: string, openstack: OpenStackArgs, whole = true): Site {
  const there = new Set<string>();
  return {
    title: `OpenStack, ${title}`,
    whole,
    args: { platform: "openstack", openstack, sshCidrs: ["172.24.0.0/16"] },
    async prepare() {
      for (const line of await listing()) there.add(line);
    },
    // The guests share two processors with the whole control plane.
    overheadSec: () => 100,
    async openPorts(_, node, ports) {
      const addresses = await serverAddresses(`${CLUSTER}-${node}`);
      const open = await Promise.all(
        ports.map(async (port) => {
          const tried = await Promise.all(addresses.map((address) => answers(address, port)));
          return tried.includes(true) ? [port] : [];
        }),
      );
      return [...new Set(open.flat())];
    },
    workersReachable: openstack.publicAddress === "fixed",
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
