#!/usr/bin/env bats
# What the lab asks of the computer, said all at once.

setup() {
  load support
  load_parts host
  HOST_PROC="$BATS_TEST_TMPDIR/proc"
  LAB_CACHES="$BATS_TEST_TMPDIR"
  LAB_CACHE="$BATS_TEST_TMPDIR/cache"
  mkdir -p "$HOST_PROC/sys/net/bridge" "$LAB_CACHE/root"
  echo "MemAvailable: 9000000 kB" >"$HOST_PROC/meminfo"
  printf 'nodev\toverlay\n' >"$HOST_PROC/filesystems"
  uname() { echo x86_64; }
}

@test "a computer with everything has no problem" {
  run check_host
  [ "$status" -eq 0 ]
  [ -z "$output" ]
}

@test "fails with all that is missing, and what to do" {
  echo "MemAvailable: 2048000 kB" >"$HOST_PROC/meminfo"
  : >"$HOST_PROC/filesystems"
  rm -r "$HOST_PROC/sys" "$LAB_CACHE/root"
  df() { printf 'Avail\n 100\n'; }
  uname() { echo aarch64; }
  run check_host
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 6 ]
  [[ $output == *"processor: must be x86_64, is aarch64"* ]]
  [[ $output == *"memory: needs 4096 MiB, 2000 MiB are free"* ]]
  [[ $output == *"disk: needs 5120 MiB in $BATS_TEST_TMPDIR, 100 MiB are free"* ]]
  [[ $output == *"modprobe overlay"*"modprobe br_netfilter"* ]]
}
