#!/usr/bin/env bash
# Faults that would show up later as something else are named here. Re-runnable.
set -euo pipefail

readonly SLIPWAY_STATE=${SLIPWAY_STATE:-/var/lib/slipway}

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

# A first boot on a full disk can't end well: it fails here. A later one has what it needs on the disk already, and
# where services can start they do: it goes on and says so.
check_space() {
  local said free percent target tell=warn
  [[ -e $SLIPWAY_STATE/booted ]] || tell=die
  said=$(df --block-size=1M --output=avail,pcent,target / /var /tmp | tail -n +2)
  while read -r free percent target; do
    [[ $free =~ ^[0-9]+$ ]] || die "df says of $target: $free"
    ((free >= 20)) || "$tell" "disk full: $target has ${free} MiB free ($percent used)"
  done <<<"$said"
}

# The network comes up beside us.
check_address() {
  # may fail: then it is not there yet
  has_address() { [[ $(ip -4 -oneline address show) == *" $SLIPWAY_ADDRESS/"* ]]; }
  wait_for 120 "an interface with this node's address $SLIPWAY_ADDRESS" has_address && return 0
  ip -brief address show >&2
  return 1
}

check_programs
check_space
check_address
