#!/usr/bin/env bash
# The batch server and scheduler. Inputs: SLIPWAY_CLUSTER, NODE, ADDRESS. Re-runnable; queued jobs are kept.
set -euo pipefail

# No worker is listed: each registers itself. Workers get this file from the scheduler.
configure_scheduler() {
  {
    printf 'ClusterName=%s\nSlurmctldHost=%s(%s)\n' "$SLIPWAY_CLUSTER" "$SLIPWAY_NODE" "$SLIPWAY_ADDRESS"
    cat /usr/share/slipway-torque/slurm.conf
  } | write_file /etc/slurm/slurm.conf
  write_file /etc/slurm/cgroup.conf </usr/share/slipway-torque/cgroup.conf
  # Until the first worker joins; slipway-worker knows better then.
  [[ -s /etc/slurm/slot-memory.conf ]] || write_file /etc/slurm/slot-memory.conf <<<'DefMemPerCPU=128'
}

start_scheduler() {
  systemctl start slurmctld.service
}

check_scheduler() {
  # may fail: then it does not answer yet
  answers() { [[ $(scontrol ping) == *"is UP"* ]]; }
  wait_for 60 "the scheduler's answer" answers && return 0
  journalctl --boot --unit slurmctld.service --unit munge.service --lines 10 --output cat >&2
  return 1
}

configure_scheduler
start_scheduler
check_scheduler
