#!/usr/bin/env bats
# The script that the demo runs on the master, against a make-believe qsub and qstat.

setup() {
  script="$BATS_TEST_DIRNAME/../../demo/checks/remote/jobs.sh"
  export HOME="$BATS_TEST_TMPDIR" BIN="$BATS_TEST_TMPDIR/bin"
  mkdir "$BIN"
  PATH="$BIN:$PATH"
  # Each look at the queue sees the jobs one state further.
  cat >"$BIN/qsub" <<'STUB'
#!/usr/bin/env bash
id=$(($(cat "$HOME/last" 2>/dev/null || echo 6) + 1))
echo "$id" >"$HOME/last"
echo "$id.master.lisa.internal"
echo worker-1 >"$1.o$id"
: >"$1.e$id"
STUB
  cat >"$BIN/qstat" <<'STUB'
#!/usr/bin/env bash
look=$(($(cat "$HOME/looks" 2>/dev/null || echo 0) + 1))
echo "$look" >"$HOME/looks"
states=(Q R C)
echo 'Job ID Name User Time Use S Queue'
for id in 7 8; do echo "$id.master tutorial.sh tuser 00:00:00 ${states[look - 1]:-C} batch"; done
echo '99.master other tuser 00:00:00 R batch'
STUB
  chmod +x "$BIN"/*
}

@test "submits the jobs, tells each state once and prints every output" {
  run bash "$script" 2 0 60 test
  [ "$status" -eq 0 ]
  [ "${lines[0]} ${lines[1]}" = "submitting 1 submitting 2" ]
  [[ "${lines[2]}" == "submitted 2 "* ]]
  [ "${lines[3]}" = "states 2 0 0" ]
  [ "${lines[4]}" = "states 0 2 0" ]
  [ "${lines[5]}" = "states 0 0 2" ]
  [ "${lines[6]}" = "job 7 =$(echo worker-1 | base64) =" ]
  [ "${lines[7]}" = "job 8 =$(echo worker-1 | base64) =" ]
  [[ "${lines[8]}" =~ ^ended\ [0-9.]+$ ]]
}

@test "the end is that of the last output, not that of the look at qstat" {
  # shellcheck disable=SC2016 # the stub's own variables
  sed -i 's/^id=/touch -d "+40 seconds" late\nid=/; $a touch -r late "$1.o$id"' "$BIN/qsub"
  run bash "$script" 1 0 60 test
  [[ "${lines[-1]}" =~ ^ended\ 4[0-9]\.[0-9]$ ]]
}

@test "the job is the tutorial's" {
  run bash "$script" 1 20 60 test
  [ "$(cat "$HOME/test/tutorial.sh")" = "$(printf 'hostname -f\ndate\nsleep 20\ndate')" ]
}

@test "gives up at the deadline" {
  printf '#!/bin/bash\necho "7.m x u 0 Q batch"\n' >"$BIN/qstat"
  run bash "$script" 1 0 1 test
  [ "$status" -eq 0 ]
  [[ "$output" == *"states 1 0 0"* && "$output" != *"states 0 0 1"* ]]
}
