#!/usr/bin/env bash
# The execution daemon, which registers this node with the scheduler. Inputs: SLIPWAY_NODE, ADDRESS, CPUS, MASTER_ADDRESS. Re-runnable.
set -euo pipefail

configure_slurmd() {
  local limits=${SLIPWAY_RUN:-/run/slipway}/limits
  [[ -r $limits ]] || die "this node's memory has no shares: see systemctl status slipway-limits.service"
  # shellcheck source=/dev/null # root's own, by set-limits
  source "$limits"
  # The jobs' share: what services and logins need is not the scheduler's to give.
  write_file /etc/default/slurmd <<CONF
SLURMD_NODE=$SLIPWAY_NODE
SLURMD_CONF=CPUs=$SLIPWAY_CPUS RealMemory=$JOBS_MIB NodeAddr=$SLIPWAY_ADDRESS
CONF
}

# Asks as the daemon will, so that a refusal is named before the daemon hides it.
check_scheduler() {
  local said refused=0
  while true; do
    # Not `scontrol ping`, which calls a scheduler that refuses its message absent.
    said=$(timeout 20 scontrol show config 2>&1) && return 0
    case $said in
      # The scheduler may just be starting; its munge may not.
      *authentication* | *credential*) refused=$((refused + 1)) ;;
    esac
    if ((refused >= 5 || (refused > 0 && SECONDS >= DEADLINE))); then
      die "munge key differs from the master's (or the clocks do): ${said//$'\n'/; }"
    fi
    ((SECONDS < DEADLINE)) || die "the scheduler on $SLIPWAY_MASTER_ADDRESS:817 does not answer: ${said//$'\n'/; }"
    sleep 0.5
  done
}

check_registration() {
  local state=''
  until [[ $state == idle || $state == alloc* || $state == mix* || $state == dr* ]]; do
    ((SECONDS < DEADLINE)) || die "the scheduler does not take this node (${state:-unknown there}): $(journalctl -b -u slurmd -n 3 -o cat)"
    sleep 0.5
    state=$(sinfo --noheader --nodes="$SLIPWAY_NODE" --format=%T 2>/dev/null) || true
  done
}

wait_sec=${SLIPWAY_SCHEDULER_DEADLINE_SEC:-120}
[[ $wait_sec =~ ^[0-9]+$ ]] || die "SLIPWAY_SCHEDULER_DEADLINE_SEC is no number: $wait_sec"
DEADLINE=$((SECONDS + wait_sec))
configure_slurmd
check_scheduler
systemctl start slurmd.service
check_registration
