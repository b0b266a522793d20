#!/usr/bin/env bash
# What the batch system, the shares and the services of this node say. Prints no secret.
set -euo pipefail

# Names of jobs are their users' text, and may hold what moves a terminal's cursor.
show() {
  printf -- '-- %s\n' "$*"
  timeout 20 "$@" 2>&1 | cat -v || true
}

show sinfo --Node --long
show squeue --states=all
show findmnt --types nfs,nfs4,ext4
show df --human-readable --local
show chronyc -n tracking
show systemctl --no-pager --failed
for unit in munge slurmctld slurmd nfs-server slipway-dns chrony slipway-users; do
  if systemctl cat "$unit.service" >/dev/null 2>&1; then
    show journalctl --boot --unit "$unit.service" --lines 20 --no-pager --output short-iso
  fi
done
