#!/usr/bin/env bash
# What there is time for: CI has 90 minutes, and its computers differ by more than two in speed.

# A whole cluster's life: a run without it says too little to pass.
MAIN=test/e2e/cluster.test.ts
# Comes after all others, which matters where time runs out.
LAST=test/e2e/faults.test.ts
# Each takes 20 minutes and more, for which CI has no room: see CONTRIBUTING.md.
NAMED_ONLY=(hostile services cut-up)

# Fills the caller's `files`: those that `npm run test:e2e` runs, in this order.
default_files() {
  local file name
  files=("$MAIN")
  for file in test/package/*.test.ts test/e2e/isolation.test.ts test/e2e/*.test.ts; do
    name="$(basename "$file" .test.ts)"
    [[ " ${NAMED_ONLY[*]} " == *" $name "* || " ${files[*]} $LAST " == *" $file "* ]] || files+=("$file")
  done
  files+=("$LAST")
}

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
# will not is named, and counts as skipped; MAIN counts as failed.
has_time() {
  local left
  [ -n "${SLIPWAY_END:-}" ] || return 0
  left=$((SLIPWAY_END - $(date +%s)))
  [ "$left" -lt "$(time_of "$2")" ] || return 0
  if [ "$2" = "$MAIN" ]; then
    say "── $2: LEFT OUT, which fails: $left s are left and the main test can take $(time_of "$2")"
    record "$1" 0 1 0
  else
    say "── $2: LEFT OUT, $left s are left and it can take $(time_of "$2")"
    record "$1" 0 0 1
  fi
  return 1
}
