import type { Remote, Result } from "./remote";

const USER = "alice";

/** Submits a job to one node that sleeps and then says where, waits until it has begun, and answers its number. */
export async function submitSleeper(
  remote: Remote,
  node: string,
  seconds: number,
): Promise<string> {
  const job = `echo '#!/bin/bash\nsleep ${String(seconds)}; echo slept on $(hostname -s)' >sleeper.sh`;
  const id = await remote.must(`${USER}@master`, `${job}\nqsub -l nodes=${node} sleeper.sh`);
  const number = id.replace(/\..*/, "");
  // A short one may be over before the next look.
  const begun = `qstat | awk '$1 ~ /^${number}(\\.|$)/ { print $5 }' | grep -q '[REC]'`;
  const wait = `while ((SECONDS < 60)); do ${begun} && exit 0; sleep 0.5; done; qstat; pbsnodes -a; exit 1`;
  await remote.must(`${USER}@master`, wait);
  return number;
}

/** Waits for a sleeper's output. */
export async function outputOf(remote: Remote, number: string): Promise<string> {
  const file = `sleeper.sh.o${number}`;
  const wait = `for _ in $(seq 180); do [ -s ${file} ] && break; sleep 0.5; done`;
  return remote.must(`${USER}@master`, `${wait}; cat ${file}`);
}

/** Looks as a user wherever a node could keep a secret; prints only what that user could read. */
export async function snoop(remote: Remote, user: string, node: string): Promise<Result> {
  const script = `
cat /etc/munge/munge.key /etc/slipway/env /etc/slipway/secrets/* /etc/ssh/ssh_host_*_key
cat /var/lib/cloud/instance/user-data.txt* /var/lib/cloud/instance/cloud-config.txt
cat /var/lib/cloud/instance/obj.pkl /var/lib/cloud/seed/*/*
for disk in /dev/vd? /dev/sr?; do head -c 64 "$disk"; done
sudo -n true && echo sudo
`;
  return remote.as(user, node, `exec 2>/dev/null\n${script}`);
}

/** All that a node has written down about its boot, as root sees it. */
export async function logsOf(remote: Remote, node: string): Promise<string> {
  const script =
    "sudo sh -c 'cat /var/log/cloud-init*.log /var/log/slipway/*; journalctl -b --no-pager'";
  return remote.must(`slipway@${node}`, script);
}
