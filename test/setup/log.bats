#!/usr/bin/env bats
# Progress of set-up steps.

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
  source setup/log.bash
  SLIPWAY_LOGS="$BATS_TEST_TMPDIR/logs"
}

@test "a step tells that it starts and how long it took" {
  run step "good work" true
  [ "$status" -eq 0 ]
  [[ "${lines[0]}" == *"good work: started" ]]
  [[ "${lines[1]}" == "✔ good work: "*" s" ]]
}

@test "a failed step fails with the command's exit code and the end of its log" {
  run step "bad work" bash -c 'echo the cause; exit 7'
  [ "$status" -eq 7 ]
  [[ "$output" == *"bad work: failed"*"the cause"* ]]
}

@test "the time of each step is kept for the table" {
  export SLIPWAY_STAGES="$BATS_TEST_TMPDIR/stages"
  run step "good work" true
  [ "$(cut -f 1 "$SLIPWAY_STAGES")" = "good work" ]
}
