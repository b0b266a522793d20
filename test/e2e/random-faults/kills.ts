import type { Remote } from "../support/remote";

/** A daemon's violent end. */
export interface Kill {
  readonly name: string;
  readonly node: string;
  /** Ends it. */
  readonly kill: string;
  /** Succeeds when it does its work again. */
  readonly works: string;
}

const CREDENTIAL = "munge --no-input | unmunge >/dev/null";

export const KILLS: readonly Kill[] = [
  {
    name: "slurmctld",
    node: "master",
    kill: "pkill -9 -x slurmctld",
    works: "scontrol ping | grep -q 'is UP'",
  },
  { name: "munged of the master", node: "master", kill: "pkill -9 -x munged", works: CREDENTIAL },
  { name: "munged of a worker", node: "worker-1", kill: "pkill -9 -x munged", works: CREDENTIAL },
  {
    // Its threads are the kernel's own, and newer ones heed no signal.
    name: "nfsd",
    node: "master",
    kill: "pkill -9 -x nfsd",
    works: '[ "$(cat /proc/fs/nfsd/threads)" -gt 0 ]',
  },
  {
    name: "rpc.mountd",
    node: "master",
    kill: "pkill -9 -x rpc.mountd",
    works: "pgrep -x rpc.mountd",
  },
  {
    name: "slurmd",
    node: "worker-1",
    kill: "pkill -9 -o -x slurmd",
    works: "pgrep -x slurmd && scontrol show slurmd",
  },
  {
    name: "dnsmasq",
    node: "master",
    kill: "pkill -9 -x dnsmasq",
    works: "getent hosts worker-1",
  },
];

/** Kills it and counts the seconds until it works again; infinite when it has not after a minute. */
export async function killed(remote: Remote, { node, kill, works }: Kill): Promise<number> {
  const script = `sudo bash -s <<'ROOT'
${kill}
started=\${EPOCHREALTIME/./}
for _ in $(seq 120); do
  sleep 0.5
  if timeout 5 bash -c ${quoted(works)} >/dev/null 2>&1; then
    echo "$(( (\${EPOCHREALTIME/./} - started) / 1000 ))"
    exit 0
  fi
  [ "$SECONDS" -lt 60 ] || break
done
echo Infinity
ROOT`;
  return Number(await remote.must(`slipway@${node}`, script, 120)) / 1000;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
