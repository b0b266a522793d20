#!/usr/bin/env bats
bats_require_minimum_version 1.5.0
# What the fault knobs send to the proxy and to the cloud.

setup() {
  load support
  load_parts faults
  LAB_STATE="$BATS_TEST_TMPDIR"
  running_lab() { :; }
  control() { echo "$1 $2 $([ "$1" != POST ] || jq --compact-output .)"; }
  in_python() { echo "python $*"; }
  start_services() { echo "start $*"; }
  stop_services() { echo "stop $*"; }
}

@test "an answer for calls that match" {
  run lab_fault answer 429 --service compute --method POST --path '/servers$' --times 3 --retry-after 7 --mutating
  [ "$status" -eq 0 ]
  [ "$output" = 'POST /faults {"status":429,"times":3,"service":"compute","method":"POST","path":"/servers$","retryAfterSec":7,"mutating":true}' ]
}

@test "a hang is an answer with status 0" {
  run lab_fault hang --service network
  [ "$output" = 'POST /faults {"status":0,"times":1,"service":"network"}' ]
}

@test "a cut kills a process, or runs a command with its words as they are" {
  run lab_fault cut before 3 kill -1234
  [ "$output" = 'POST /cuts {"when":"before","call":3,"kill":-1234}' ]
  run lab_fault cut after 2 run sh -c 'echo "a b"'
  [ "$output" = 'POST /cuts {"when":"after","call":2,"command":["sh","-c","echo \"a b\""]}' ]
}

@test "a hypervisor that goes is stopped, then marked" {
  echo both >"$LAB_STATE/ready"
  run lab_fault hypervisor down
  [ "${lines[0]}" = "stop compute-qemu compute-fake" ]
  [ "${lines[1]}" = "python knobs hypervisor down lab fake" ]
}

@test "the pool keeps a number of free addresses" {
  run lab_fault floating-pool 2
  [ "$output" = "python knobs floating 2" ]
}

@test "fails for what a knob does not know, and sends nothing" {
  local -a calls=("answer often" "answer 500 --often" "answer 500 --times many" "cut during 1 kill 2" "cut before 1 kill"
    "cut before 1 stop 5" "floating-pool some" "hypervisor sideways" "image delete x" "quota" "gravity off")
  for call in "${calls[@]}"; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr lab_fault $call
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ $stderr == *"error: fault "* ]]
  done
}
