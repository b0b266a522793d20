import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { NAMESPACE_DNS } from "./namespace";
import { run } from "./tools";

/** What cloud-init's NoCloud source finds on the seed disk. */
export interface Seed {
  /** Fresh for each machine: cloud-init takes a new one for a first boot. */
  readonly instanceId: string;
  readonly hostname: string;
  readonly userData: string;
  /** Card on the private network; absent when the machine has none. */
  readonly lan?: { readonly mac: string; readonly address: string; readonly prefix: number };
  /** Card on QEMU's own user network, through which the machine reaches outside. */
  readonly outsideMac: string;
}

// QEMU's user network, always these. Static, as DHCP would cost seconds at each boot.
export const OUTSIDE_ADDRESS = "10.0.2.15";
// The name server is that of slirp4netns: QEMU's own would ask the resolver of the namespace that it runs in, where
// nobody answers when the host's is on its loopback (127.0.0.53).
const OUTSIDE = { cidr: `${OUTSIDE_ADDRESS}/24`, gateway: "10.0.2.2", dns: NAMESPACE_DNS };

const SECTOR = 512;
const SPARE_BYTES = 1024 * 1024;
const PARTITION_TABLE = { offset: 446, length: 64 };

/** Writes the seed disk image. The guest may write to it, so that it can wipe the secrets once used. */
export async function writeSeed(file: string, seed: Seed): Promise<void> {
  const files = seedFiles(seed);
  const size =
    SPARE_BYTES + Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  fs.writeFileSync(file, "", { mode: 0o600 });
  const image = path.basename(file);
  const cwd = path.dirname(file);
  const sectors = String(Math.ceil(size / SECTOR));
  await run("mformat", ["-i", image, "-v", "CIDATA", "-C", "-T", sectors, "::"], { cwd });
  wipePartitionTable(file);
  for (const [name, input] of Object.entries(files)) {
    await run("mcopy", ["-i", image, "-", `::${name}`], { cwd, input });
  }
}

/** mformat leaves one with a partition that is the whole disk: a guest would see the file system twice. */
function wipePartitionTable(file: string): void {
  const handle = fs.openSync(file, "r+");
  try {
    fs.writeSync(
      handle,
      Buffer.alloc(PARTITION_TABLE.length),
      0,
      PARTITION_TABLE.length,
      PARTITION_TABLE.offset,
    );
  } finally {
    fs.closeSync(handle);
  }
}

/** The files of the seed disk, by name. */
export function seedFiles(
  seed: Seed,
): Record<"meta-data" | "user-data" | "network-config", string> {
  const outside = {
    match: { macaddress: seed.outsideMac },
    dhcp4: false,
    addresses: [OUTSIDE.cidr],
    routes: [{ to: "0.0.0.0/0", via: OUTSIDE.gateway }],
    nameservers: { addresses: [OUTSIDE.dns] },
  };
  const lan = seed.lan && {
    match: { macaddress: seed.lan.mac },
    dhcp4: false,
    addresses: [`${seed.lan.address}/${String(seed.lan.prefix)}`],
  };
  return {
    "meta-data": stringify({ "instance-id": seed.instanceId, "local-hostname": seed.hostname }),
    "user-data": seed.userData,
    "network-config": stringify({ version: 2, ethernets: { ...(lan && { lan }), outside } }),
  };
}
