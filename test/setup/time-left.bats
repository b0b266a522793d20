#!/usr/bin/env bats
# What CI leaves out on a computer that is too slow for all of it.

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
  source setup/log.bash
  SLIPWAY_RESULTS=$BATS_TEST_TMPDIR/results
  source test/run/results.bash
  source test/run/time-left.bash
  : >"$RESULTS"
  unset SLIPWAY_END # of the CI that runs this test
}

@test "nothing is left out where no end is set, or where it is far" {
  has_time e2e test/e2e/cluster.test.ts
  SLIPWAY_END=$(($(date +%s) + 3000)) has_time e2e test/e2e/cluster.test.ts
  [ ! -s "$RESULTS" ]
}

@test "a file that can take longer than what is left is named, and counts as skipped" {
  SLIPWAY_END=$(($(date +%s) + 500))
  has_time openstack test/openstack/control/nodes.test.ts
  run has_time e2e test/e2e/faults.test.ts
  [ "$status" -eq 1 ]
  [[ $output == *"test/e2e/faults.test.ts: LEFT OUT, "* ]]
  [ "$(cat "$RESULTS")" = $'e2e\t0\t0\t1' ]
}

@test "fails where there is no time for the main test" {
  SLIPWAY_END=$(($(date +%s) + 500))
  run has_time e2e test/e2e/cluster.test.ts
  [ "$status" -eq 1 ]
  [[ $output == *"test/e2e/cluster.test.ts: LEFT OUT, which fails"* ]]
  [ "$(cat "$RESULTS")" = $'e2e\t0\t1\t0' ]
  run summarise
  [ "$status" -eq 1 ]
}

@test "the main test comes first and the faults last; each file that is not to be named runs once" {
  local -a files=()
  default_files
  [ "${files[0]}" = test/e2e/cluster.test.ts ]
  [[ ${files[1]} == test/package/* ]]
  [ "${files[-1]}" = test/e2e/faults.test.ts ]
  [ "$(printf '%s\n' "${files[@]}" | sort)" = "$(printf '%s\n' test/{e2e,package}/*.test.ts \
    | grep -vE '/(hostile|services|cut-up)\.test' | sort)" ]
}
