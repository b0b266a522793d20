import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";

/** Where whoever is on a node may write: /run would stop the services that need it. */
const OPEN = ["/dev/mqueue", "/dev/shm", "/tmp", "/var/tmp"];

/** What users may do, and could not; and what they could. */
export function small(cluster: HostileCluster): void {
  for (const node of ["master", "worker-1"]) {
    it(`lets users write to no folder of the system on ${node}`, async () => {
      const find = "sudo find / /run /dev -xdev -type d -perm -0002 ! -path '/proc/*'";
      const open = (await cluster.mustOperate(node, find, 120)).split("\n");
      expect([...new Set(open)].sort()).to.deep.equal(OPEN);
    });

    it(`gives users no namespace of their own to be root in on ${node}`, async () => {
      const tried = await cluster.as("alice", node, "unshare --user --map-root-user id -u");
      expect(tried.stdout).to.equal("");
      expect(tried.stderr).to.match(/Operation not permitted/);
    });
  }

  for (const node of ["master", "worker-1"]) {
    it(`lets users ping from ${node}`, async () => {
      const ping = await cluster.as("bob", node, "ping -c 1 -W 5 master");
      expect(ping.code, ping.stdout + ping.stderr).to.equal(0);
    });
  }
}
