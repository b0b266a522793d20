import { virtualMachine } from "../support/local-machines";
import type { Remote } from "../support/remote";
import type { Sandbox } from "../support/sandbox";
import { CLUSTER } from "../support/test-cluster";

/** Where a fault is put. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly remote: Remote;
  readonly node: string;
}

/** One way in which a node breaks, and its repair by hand, which uses none of the operator's commands. */
export interface Fault {
  readonly name: string;
  readonly node: string;
  /** What a message about it has to contain, beside the node's name. */
  readonly named: RegExp;
  inject(place: Place): Promise<void>;
  repair(place: Place): Promise<void>;
}

/** The services of each kind of node, by unit, and other words for them. */
export const SERVICES = {
  master: {
    slurmctld: /slurmctld|scheduler/,
    munge: /munge/,
    "nfs-server": /nfs/,
    "slipway-dns": /dns|dnsmasq/,
    chrony: /chron/,
  },
  worker: { slurmd: /slurmd/, munge: /munge/, chrony: /chron/ },
} as const;

export const NO_FAULT: Fault = {
  name: "none",
  node: "",
  named: /(?:)/,
  inject: () => Promise.resolve(),
  repair: () => Promise.resolve(),
};

export function serviceStopped(node: string, unit: string, named: RegExp): Fault {
  return byScript(`${unit} stopped`, node, named, `systemctl stop ${unit}`, start(unit));
}

export function serviceDisabled(node: string, unit: string, named: RegExp): Fault {
  const disable = `systemctl mask --now ${unit}; systemctl stop ${unit}`;
  return byScript(`${unit} disabled for good`, node, named, disable, start(unit));
}

export function mountGone(node: string, share: string): Fault {
  const mount = `mountpoint --quiet ${share} || systemctl restart slipway`;
  return byScript(`${share} not mounted`, node, new RegExp(share), `umount -l ${share}`, mount);
}

export function diskFull(node: string): Fault {
  const fill = `fallocate -l "$(($(stat -f -c '%f * %S' /)))" /var/fill || true; df / >&2`;
  return byScript("disk full", node, /space|full|disk/i, fill, "rm -f /var/fill");
}

export function mungeKeyWrong(node: string): Fault {
  const key = "/etc/munge/munge.key";
  const swap = `cp -a ${key} /root/munge.key
head -c 128 /dev/urandom | tee ${key} >/dev/null
systemctl restart munge`;
  const back = `if [ -f /root/munge.key ]; then mv /root/munge.key ${key}; fi
systemctl restart munge
systemctl restart slurmd`;
  return byScript("wrong munge key", node, /munge/i, swap, back);
}

/** The time service would step the clock back by itself. */
export function clockApart(node: string): Fault {
  const apart = "systemctl stop chrony; date --set='+20 minutes' >/dev/null";
  const back = `systemctl stop chrony
chronyd -q -t 60 "server master iburst maxsamples 1" >/dev/null 2>&1
systemctl start chrony
systemctl restart munge
systemctl restart slurmd`;
  return byScript("clock 20 minutes ahead", node, /clock|time/i, apart, back);
}

/** The machine stands still, as on a host that is stuck: nothing answers, no connection ends. */
export function frozen(node: string): Fault {
  const signal = (name: NodeJS.Signals) => (place: Place) => {
    process.kill(virtualMachine(place.sandbox, `${CLUSTER}-${node}`).pid, name);
    return Promise.resolve();
  };
  const named = /frozen|answer|respon|reach|timed? ?out|deadline/i;
  return { name: "frozen", node, named, inject: signal("SIGSTOP"), repair: signal("SIGCONT") };
}

function start(unit: string): string {
  return `systemctl unmask ${unit} 2>/dev/null; systemctl reset-failed ${unit}; systemctl start ${unit}`;
}

/** Both scripts run as root of the node. */
function byScript(
  name: string,
  node: string,
  named: RegExp,
  inject: string,
  repair: string,
): Fault {
  const asRoot =
    (script: string) =>
    async ({ remote }: Place): Promise<void> => {
      const text = Buffer.from(script).toString("base64");
      await remote.must(`slipway@${node}`, `echo ${text} | base64 -d | sudo bash -s`, 180);
    };
  return { name, node, named, inject: asRoot(inject), repair: asRoot(repair) };
}
