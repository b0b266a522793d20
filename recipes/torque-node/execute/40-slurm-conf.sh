#!/usr/bin/env bash
# The batch system's configuration, the same on all nodes. Inputs: SLIPWAY_CLUSTER, MASTER_ADDRESS. Re-runnable.
set -euo pipefail

share=/usr/share/slipway-torque

# No worker is listed: each registers itself.
{
  printf 'ClusterName=%s\nSlurmctldHost=master(%s)\n' "$SLIPWAY_CLUSTER" "$SLIPWAY_MASTER_ADDRESS"
  cat "$share/slurm.conf"
} | write_file /etc/slurm/slurm.conf
write_file /etc/slurm/cgroup.conf <"$share/cgroup.conf"
# Until the first worker joins; slipway-worker knows better then.
[[ -s /etc/slurm/slot-memory.conf ]] || write_file /etc/slurm/slot-memory.conf <<<'DefMemPerCPU=128'
