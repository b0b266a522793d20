#!/usr/bin/env bash
# Faults that would show up later as something else are named here. Re-runnable.
set -euo pipefail

# Programs rather than packages: asking dpkg costs more than the rest of this script.
check_programs() {
  local program package missing=()
  while read -r program package; do
    command -v "$program" >/dev/null || missing+=("$package")
  done <<'LIST'
munged munge
scontrol slurm-client
qalter slurm-wlm-torque
mpirun openmpi-bin
mount.nfs4 nfs-common
chronyd chrony
LIST
  ((${#missing[@]} == 0)) || die "package missing from this image: ${missing[*]}"
}

check_space() {
  local free percent target
  while read -r free percent target; do
    ((free >= 20)) || die "disk full: $target has ${free} MiB free ($percent used)"
  done < <(df --block-size=1M --output=avail,pcent,target / /var /tmp | tail -n +2)
}

# The network comes up beside us.
check_address() {
  has_address() { [[ $(ip -4 -oneline address show) == *" $SLIPWAY_ADDRESS/"* ]]; }
  wait_for 120 "an interface with this node's address $SLIPWAY_ADDRESS" has_address && return 0
  ip -brief address show >&2
  return 1
}

check_programs
check_space
check_address
