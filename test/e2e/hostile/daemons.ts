import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";

/** Daemon → process id. */
export type Daemons = Readonly<Record<string, string>>;

/** What a cluster stands on, by the name of its process. */
const NAMES = ["slurmctld", "slurmd", "munged", "sshd", "dnsmasq", "chronyd"];

/** The oldest process of each daemon that runs on the node. */
export async function daemons(cluster: HostileCluster, node: string): Promise<Daemons> {
  const pids = NAMES.map((name) => `echo "${name} $(pgrep -o -x ${name})"`).join("\n");
  const lines = (await cluster.mustOperate(node, pids)).split("\n");
  const found = lines.map((line) => line.split(" ")).filter(([, pid]) => pid !== "");
  return Object.fromEntries(found) as Daemons;
}

export function expectSameDaemons(before: Daemons, after: Daemons): void {
  expect(Object.keys(before)).to.include.members(["munged", "sshd"]);
  expect(after, "a daemon ended or was started again").to.deep.equal(before);
}

/** The port on which a daemon of the node listens. */
export async function portOf(cluster: HostileCluster, node: string, name: string): Promise<number> {
  const list = `sudo ss --no-header --listening --tcp --numeric --processes | grep '"${name}"'`;
  const [, port] = /:(\d+)\s/.exec(await cluster.mustOperate(node, list)) ?? [];
  expect(Number(port), `port of ${name} on ${node}`).to.be.above(0);
  return Number(port);
}
