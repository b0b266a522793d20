#!/usr/bin/env bash
# The batch server and scheduler. Inputs: none. Re-runnable; queued jobs are kept.
set -euo pipefail

start_scheduler() {
  write_file /etc/slurm/job_submit.lua </usr/share/slipway-torque/job_submit.lua
  systemctl start slurmctld.service
}

check_scheduler() {
  # may fail: then it does not answer yet
  answers() { [[ $(scontrol ping) == *"is UP"* ]]; }
  wait_for 60 "the scheduler's answer" answers && return 0
  journalctl --boot --unit slurmctld.service --unit munge.service --lines 10 --output cat >&2
  return 1
}

start_scheduler
check_scheduler
