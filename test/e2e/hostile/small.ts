import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";

/** Where whoever is on a node may write: /run would stop the services that need it. */
const OPEN = ["/dev/mqueue", "/dev/shm", "/tmp", "/var/tmp"];

/** Names the kinds of sockets that can be opened: on the first line those of a control, then, a line each, others. */
const OPEN_SOCKETS = `python3 - <<'PYTHON'
import socket
wanted = {"inet": (2, 1, 0), "netlink": (16, 3, 0)}
closed = {"crypto": (38, 5, 0), "rds": (21, 5, 0), "tipc": (30, 1, 0), "vsock": (40, 1, 0), "smc": (43, 1, 0), "can": (29, 3, 1),
          "rxrpc": (33, 2, 2), "sctp": (2, 1, 132), "dccp": (2, 6, 33), "sctp6": (10, 5, 132), "x25": (9, 5, 0)}
def opens(kind):
    try:
        socket.socket(*kind).close()
        return True
    except OSError:
        return False
print(*(name for name in wanted if opens(wanted[name])))
for name in closed:
    if opens(closed[name]): print(name)
PYTHON`;

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
    it(`loads no part of the kernel for a user's socket on ${node}`, async () => {
      const tried = await cluster.mustAs("bob", node, OPEN_SOCKETS);
      expect(tried.split("\n").slice(1), "sockets that a cluster does not need").to.deep.equal([]);
      expect(tried, "sockets that work").to.equal("inet netlink");
    });
  }

  for (const node of ["master", "worker-1"]) {
    it(`lets users ping from ${node}`, async () => {
      const ping = await cluster.as("bob", node, "ping -c 1 -W 5 master");
      expect(ping.code, ping.stdout + ping.stderr).to.equal(0);
    });
  }
}
