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
SLURMD_CONF=CPUs=$SLIPWAY_CPUS RealMemory=$((kilobytes * 95 / 102400)) NodeAddr=$SLIPWAY_ADDRESS
CONF
}

# Asks for the configuration as the daemon will, so that a refusal is named before the daemon hides it.
check_scheduler() {
  local said refused=0
  while true; do
    said=$(SLURM_CONF_SERVER=$SLIPWAY_MASTER_ADDRESS:6817 timeout 20 scontrol ping 2>&1) || true
    case $said in
      *"is UP"*) return 0 ;;
      # The scheduler may just be starting; its munge may not.
      *authentication* | *credential*) refused=$((refused + 1)) ;;
    esac
    if ((refused >= 5 || (refused > 0 && SECONDS >= DEADLINE))); then
      die "munge key differs from the master's (or the clocks do): ${said//$'\n'/; }"
    fi
    ((SECONDS < DEADLINE)) || die "the scheduler on $SLIPWAY_MASTER_ADDRESS:6817 does not answer: ${said//$'\n'/; }"
    sleep 0.5
  done
}

check_registration() {
  local state=''
  until [[ $state == idle || $state == alloc* || $state == mix* || $state == dr* ]]; do
    ((SECONDS < DEADLINE)) || die "the scheduler does not take this node (${state:-unknown there}): $(journalctl -b -u slurmd -n 3 -o cat)"
    sleep 0.5
    state=$(SLURM_CONF_SERVER=$SLIPWAY_MASTER_ADDRESS:6817 sinfo --noheader --nodes="$SLIPWAY_NODE" --format=%T 2>/dev/null) || true
  done
}

DEADLINE=$((SECONDS + ${SLIPWAY_SCHEDULER_DEADLINE_SEC:-120}))
configure_slurmd
check_scheduler
systemctl start slurmd.service
check_registration
