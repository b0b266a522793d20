import { createServer, type Server } from "node:net";
import { expect } from "chai";
import { masterPort } from "../support/ssh-files";
import { CLUSTER } from "../support/test-cluster";
import type { HostileCluster } from "./hostile-cluster";

/** Addresses under which a guest could meet this computer's loopback, and the cloud's metadata service. */
const HOSTS = ["10.0.2.2", "10.0.2.3", "10.0.9.2", "10.0.9.3", "169.254.169.254"];

/** From a user's session only; what root of a guest can do is tried in isolation.test.ts. */
export function operatorComputer(cluster: HostileCluster): void {
  let server: Server;
  let port: number;
  const met: string[] = [];

  before(async () => {
    // Stands for whatever listens here without authentication, as Pulumi's dynamic provider does.
    server = createServer((socket) => {
      met.push(socket.remoteAddress ?? "");
      socket.end("welcome\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as { port: number }).port;
  });

  after(() => server.close());

  for (const node of ["master", "worker-1"]) {
    it(`lets no session on ${node} reach what listens on the operator's loopback`, async () => {
      const said = await cluster.mustAs("bob", node, connects(HOSTS, port));
      expect(said).to.equal("");
      expect(met).to.deep.equal([]);
    });
  }

  it("lets no session reach the ssh ports that are forwarded on the operator's computer", async () => {
    const forwarded = masterPort(cluster.stack.sandbox, CLUSTER);
    expect(await cluster.mustAs("bob", "worker-1", connects(HOSTS, forwarded))).to.equal("");
  });
}

/** Names the hosts that take a connection. */
function connects(hosts: readonly string[], port: number): string {
  return `for host in ${hosts.join(" ")}; do
  timeout 5 bash -c "exec 3<>/dev/tcp/$host/${String(port)}" 2>/dev/null && echo "$host" &
done
wait`;
}
