import * as pulumi from "@pulumi/pulumi";
import type { OpenStackArgs } from "slipway";
import { PlatformName } from "slipway/internal/platform/platform";
import { platformNamed } from "slipway/internal/platform/registry";

/** The cloud's part of a cluster, without the waits for guests: the fake driver has none. */
const config = new pulumi.Config();
interface Args {
  readonly nodes: number;
  readonly openstack: OpenStackArgs;
  /** Name in the catalogue. */
  readonly image?: string;
}
const { nodes, openstack, image = "fake" } = config.requireObject<Args>("args");

const size = { vcpus: 1, memoryMiB: 512, diskGiB: 4 };
const names = Array.from({ length: nodes }, (_, i) =>
  i === 0 ? "lab-master" : `lab-worker-${String(i)}`,
);
const sshCidrs = ["172.24.0.0/16"];
const platform = platformNamed(PlatformName.OpenStack, { openstack });
if (platform === undefined) throw new Error("this version has no platform openstack");

const machines = names.map((name) => ({ name, ...size, image }));
const site = platform.site("lab-site", { machines, volumes: [], publicAddresses: 1, sshCidrs }, {});
const opts = { dependsOn: [site.resource] };
/** Of a pair whose private half nobody has kept. */
const publicKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOl6gV0TzyGJZ2efqqh2zIL9v2idKkUjpWejDGx1lfdP";
const keyPair = platform.keyPair?.("lab-key", publicKey, opts);
const network = platform.network("lab-network", { cidr: "10.77.0.0/24", sshCidrs }, opts);

for (const [index, name] of names.entries()) {
  const privateIp = `10.77.0.${String(10 + index)}`;
  const address = platform.address?.(name, { network, privateIp }, opts);
  platform.machine(
    name,
    {
      ...{ size, image, hostname: name, network, privateIp, address, keyPair },
      userData: "#cloud-config\n{}\n",
      publicAddress: index === 0,
      tags: { "slipway-node": name },
    },
    opts,
  );
}
