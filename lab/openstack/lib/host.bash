#!/usr/bin/env bash
# Whether this computer can carry the lab; all that it lacks at once.

HOST_PROC=/proc
# Measured: 3.0 GiB without guests; disks of guests grow as they are written.
NEEDED_MEMORY_MIB=4096
NEEDED_DISK_MIB=5120

# check_host: fails with everything that is missing.
check_host() {
  local -a problems
  mapfile -t problems < <(host_problems)
  [ ${#problems[@]} -eq 0 ] || fail "this computer can't carry the lab:$(printf '\n  %s' "${problems[@]}")"
}

host_problems() {
  local free
  [ "$(uname -m)" = x86_64 ] || echo "processor: must be x86_64, is $(uname -m)"
  free=$(($(awk '/^MemAvailable:/ { print $2 }' "$HOST_PROC/meminfo") / 1024))
  [ "$free" -ge $NEEDED_MEMORY_MIB ] || echo "memory: needs $NEEDED_MEMORY_MIB MiB, $free MiB are free"
  if [ ! -d "$LAB_CACHE/root" ]; then
    free="$(df --output=avail --block-size=1M "$LAB_CACHES" | tail -n 1 | tr -d ' ')"
    [ "$free" -ge $NEEDED_DISK_MIB ] || echo "disk: needs $NEEDED_DISK_MIB MiB in $LAB_CACHES, $free MiB are free"
  fi
  grep -qw overlay "$HOST_PROC/filesystems" || echo "kernel: has no overlay file system; try: modprobe overlay"
  # Without it, security groups would let everything through.
  [ -d "$HOST_PROC/sys/net/bridge" ] || echo "kernel: br_netfilter is missing; try: modprobe br_netfilter"
}
