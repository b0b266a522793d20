import { expect } from "chai";
import { portOf } from "./daemons";
import { expectNoTrace, inBackground, trace, type HostileCluster } from "./hostile-cluster";
import { until } from "./waits";

/** Slurm's own port, on which users may listen. */
const OPEN_PORT = 6817;

/** Services that other machines trust by their address alone, and where each runs. */
const TRUSTED = [
  { node: "master", unit: "slurmctld", process: "slurmctld" },
  { node: "master", unit: "nfs-server", port: 2049 },
  { node: "master", unit: "slipway-dns", port: 53 },
  { node: "worker-1", unit: "slurmd", process: "slurmd" },
] as const;

/** While a daemon is dead, whoever takes its port is taken for it by the other machines. */
export function schedulerPlace(cluster: HostileCluster): void {
  for (const service of TRUSTED) {
    it(`keeps the port of ${service.unit} from users while it is dead`, async () => {
      const port =
        "port" in service ? service.port : await portOf(cluster, service.node, service.process);
      await cluster.mustOperate(service.node, `sudo systemctl stop ${service.unit}`, 90);
      try {
        const bind = await cluster.as("bob", service.node, binds(port));
        expect(bind.stdout.trim(), `port ${String(port)}`).to.equal("PermissionError");
      } finally {
        await cluster.mustOperate(service.node, `sudo systemctl start ${service.unit}`, 90);
      }
    });
  }

  it("lets no scheduler of a user's give a worker its configuration", async () => {
    const port = await portOf(cluster, "master", "slurmctld");
    await cluster.mustOperate("master", "sudo systemctl stop slurmctld", 90);
    try {
      const fakes = [OPEN_PORT, port].map((each) => `(${fake(each)}) &`);
      await cluster.mustAs("bob", "master", inBackground([...fakes, "wait"].join("\n")));
      await expectFakes(port);
      await cluster.mustOperate("worker-1", "sudo systemctl restart --no-block slurmd; sleep 15");
      const found = await cluster.operator(
        "worker-1",
        "sudo grep -rls bobs-own /run/slurm /etc/slurm /var/lib/slurm",
      );
      expect(found.stdout, "worker-1 took the configuration of bob's scheduler").to.equal("");
    } finally {
      await cluster.operator("master", "sudo pkill -u bob slurmctld");
      // Open for others, so that a worker could run the prolog in it.
      await cluster.mustAs("bob", "master", "chmod 700 . && rm -rf fake-*");
      await cluster.mustOperate("master", "sudo systemctl start slurmctld", 90);
      await cluster.mustOperate("worker-1", "sudo systemctl restart slurmd", 90);
    }
    await expectNoTrace(cluster, "prolog", ["worker-1"]);
  });

  it("does not call a cluster without a scheduler good", async () => {
    await cluster.mustOperate("master", "sudo systemctl stop slurmctld", 90);
    try {
      const canary = await cluster.head("slipway-canary", 40, "alice worker-1 worker-2");
      expect(canary.code, canary.stdout).to.not.equal(0);
      expect(canary.stderr).to.match(/scheduler|slurmctld/);
    } finally {
      await cluster.mustOperate("master", "sudo systemctl start slurmctld", 90);
    }
  });

  it("misses a worker that the scheduler does not know", async () => {
    const canary = await cluster.head("slipway-canary", 40, "alice worker-1 worker-9");
    expect(canary.code, canary.stdout).to.not.equal(0);
    expect(canary.stderr).to.match(/worker-9/);
  });

  /** Bob's scheduler works where he may listen: all that is refused to the other one is its port. */
  async function expectFakes(refused: number): Promise<void> {
    const listens = `sudo ss --no-header --listening --tcp --numeric --processes 'sport = :${String(OPEN_PORT)}' | grep -q slurmctld`;
    const open = await cluster.operator("master", until(listens, 60), 150);
    expect(open.code, await logOf(OPEN_PORT)).to.equal(0);
    const denied = `grep -q 'Permission denied' ${folderOf(refused)}/log`;
    const closed = await cluster.as("bob", "master", until(denied, 20), 90);
    expect(closed.code, await logOf(refused)).to.equal(0);
  }

  async function logOf(port: number): Promise<string> {
    const text = await cluster.mustAs("bob", "master", `tail -n 20 ${folderOf(port)}/log`);
    return `bob's scheduler on port ${String(port)} said:\n${text}`;
  }
}

/** Where bob's scheduler for that port lies, from his home. */
const folderOf = (port: number): string => `fake-${String(port)}`;

/** Says what became of an attempt to listen there. */
function binds(port: number): string {
  return `python3 - <<'PYTHON'
import socket
try:
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("0.0.0.0", ${String(port)}))
    server.listen()
    print("bound")
except OSError as error:
    print(type(error).__name__)
PYTHON`;
}

/**
 * A scheduler that bob starts: the cluster's own configuration with another user and a prolog, which workers run as root.
 * What that configuration includes has to lie beside it.
 */
function fake(port: number): string {
  return `mkdir -p "$HOME/${folderOf(port)}/state"
cd "$HOME/${folderOf(port)}" && chmod 755 "$HOME" .
printf '#!/bin/sh\\n${trace("prolog")}\\n' >prolog && chmod 755 prolog
{
  grep -vE '^(SlurmUser|SlurmctldPort|SlurmctldParameters|JobSubmitPlugins|StateSaveLocation|Prolog|SlurmctldPidFile)=' /etc/slurm/slurm.conf
  printf '%s\\n' SlurmUser=bob SlurmctldPort=${String(port)} SlurmctldParameters=enable_configless "StateSaveLocation=$PWD/state" \\
    "SlurmctldPidFile=$PWD/pid" "Prolog=$PWD/prolog" "HealthCheckProgram=$PWD/prolog" HealthCheckInterval=1 "# bobs-own"
} >slurm.conf
cp /etc/slurm/cgroup.conf /etc/slurm/slot-memory.conf .
exec timeout 150 /usr/sbin/slurmctld -D -f "$PWD/slurm.conf" >log 2>&1`;
}
