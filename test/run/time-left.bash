#!/usr/bin/env bash
# What there is time for: CI has 90 minutes, and its computers differ by more than two in speed.

# time_of FILE: how long a test file takes on a slow computer, two processors without KVM, seconds.
time_of() {
  case "$1" in
    test/e2e/cluster.test.ts) echo 1900 ;;
    test/e2e/faults.test.ts) echo 700 ;;
    test/e2e/image.test.ts | test/e2e/killed-run.test.ts) echo 100 ;;
    test/openstack/guests/*) echo 1300 ;;
    *) echo 400 ;;
  esac
}

# has_time SUITE FILE: whether it will end before SLIPWAY_END (seconds since 1970; unset: no matter when). A file that
# will not is named, and counts as skipped.
has_time() {
  local left
  [ -n "${SLIPWAY_END:-}" ] || return 0
  left=$((SLIPWAY_END - $(date +%s)))
  [ "$left" -lt "$(time_of "$2")" ] || return 0
  say "── $2: LEFT OUT, $left s are left and it can take $(time_of "$2")"
  record "$1" 0 0 1
  return 1
}
