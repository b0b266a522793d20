#!/usr/bin/env bash
# The execution daemon, which registers this node with the scheduler. Inputs: SLIPWAY_NODE, ADDRESS, CPUS, MASTER_ADDRESS. Re-runnable.
set -euo pipefail

configure_slurmd() {
  local name kilobytes
  while read -r name kilobytes _; do
    [[ $name != MemTotal: ]] || break
  done </proc/meminfo
  # A little less than there is: a node that shows less than it announced is refused.
  cat >/etc/default/slurmd <<CONF
SLURMD_SERVER=$SLIPWAY_MASTER_ADDRESS:6817
SLURMD_NODE=$SLIPWAY_NODE
SLURMD_CONF=CPUs=$SLIPWAY_CPUS RealMemory=$((kilobytes / 1024 * 95 / 100)) NodeAddr=$SLIPWAY_ADDRESS
CONF
}

check_key() {
  local said deadline=$((SECONDS + ${SLIPWAY_SCHEDULER_DEADLINE_SEC:-120}))
  export SLURM_CONF_SERVER=$SLIPWAY_MASTER_ADDRESS:6817
  while true; do
    said=$(timeout 15 scontrol ping 2>&1) || true
    [[ $said != *"is UP"* ]] || return 0
    ((SECONDS < deadline)) || die "the scheduler on $SLIPWAY_MASTER_ADDRESS:6817 does not answer: ${said:-no answer}"
    sleep 0.5
  done
}

configure_slurmd
systemctl start slurmd.service
check_key
