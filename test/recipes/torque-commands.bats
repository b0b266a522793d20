#!/usr/bin/env bats
# qdel, qhold, qrls and what a job finds in its environment.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  export SLIPWAY_TORQUE_SHARE=$NODE_FILES/usr/share/slipway-torque USER=alice
  BIN=$NODE_FILES/usr/local/bin
}

@test "pbsnodes has Torque's words for every state of a node" {
  export SLIPWAY_PACKAGE_BIN=$STUBS
  local slurm torque rows=0
  while read -r slurm torque; do
    stub pbsnodes "printf 'worker-1\n    state = $slurm\n    status = rectime=1,state=$slurm,slurmstate=$slurm,message=\"state=planned\"\n'"
    run -0 "$BIN/pbsnodes" -a
    [[ ${lines[1]} == "    state = $torque" ]]
    [[ ${lines[2]} == "    status = rectime=1,state=$torque,slurmstate=$slurm,message=\"state=planned\"" ]]
    rows=$((rows + 1))
  done <<'TABLE'
free free
planned free
mixed free
job-exclusive job-exclusive
completing job-exclusive
draining offline
offline offline
down down
reserved reserve
maint reserve
unknown state-unknown
TABLE
  ((rows == 11))
}

@test "pbsnodes fails as the package's does" {
  export SLIPWAY_PACKAGE_BIN=$STUBS
  stub pbsnodes 'echo "Problem loading node." >&2; exit 3'
  run -3 "$BIN/pbsnodes" -a
}

@test "fails as Torque does for an unknown job" {
  stub scancel 'echo "scancel: error: Kill job error on job id 99: Invalid job id specified" >&2; exit 1'
  run -153 "$BIN/qdel" 99.master.lisa.internal
  [[ $output == "qdel: Unknown Job Id Error 99.master.lisa.internal" ]]
}

@test "qdel, qhold and qrls take ids with and without the server, and array elements" {
  stub scancel
  stub scontrol
  "$BIN/qdel" -W 0 12.master.lisa.internal '13[2]'
  "$BIN/qhold" -h u 15.master.lisa.internal
  "$BIN/qrls" '16[]'
  [[ $(<"$CALLS") == *$'scancel 12\nscancel 13_2\n'*$'scontrol uhold 15\nscontrol release 16' ]]
}

@test "qdel goes on after a job that can't be deleted" {
  stub scancel '[[ $1 != 12 ]]'
  run -153 "$BIN/qdel" 12 13
  [[ $(<"$CALLS") == $'scancel 12\nscancel 13' ]]
}

@test "fails for what is no job id" {
  stub scancel
  run -1 "$BIN/qdel" 'x;y'
  [[ $output == "qdel: illegally formed job identifier: x;y" ]]
  [[ ! -s $CALLS ]]
}

# prolog NAME=VALUE…: what the task prolog prints for a job with these variables.
prolog() {
  # As job-prolog makes it, anew for each job.
  : >"$SLIPWAY_TORQUE_SPOOL/aux/12.master.lisa.internal"
  env SLURM_JOB_ID=12 SLURM_JOB_NAME=wave SLURM_JOB_PARTITION=batch "$@" "$NODE_FILES/usr/libexec/slipway/task-prolog"
}

@test "a job's node file has a line per slot, in every form that Slurm counts them" {
  local nodes counts hosts expected
  while read -r nodes counts hosts expected; do
    stub scontrol "printf '%s\n' ${hosts//,/ }"
    prolog "SLURM_JOB_NODELIST=$nodes" "SLURM_TASKS_PER_NODE=$counts" SLURM_JOB_NUM_NODES=1 >/dev/null
    [[ $(sed 's/.lisa.internal$//' "$SLIPWAY_TORQUE_SPOOL/aux/12.master.lisa.internal" | paste -sd ' ') == "${expected//,/ }" ]] || {
      echo "$nodes $counts gave:"
      cat "$SLIPWAY_TORQUE_SPOOL/aux/12.master.lisa.internal"
      return 1
    }
  done <<'TABLE'
worker-1 1 - worker-1
worker-1 3 - worker-1,worker-1,worker-1
worker-[1-2] 1(x2) worker-1,worker-2 worker-1,worker-2
worker-[1-3] 2(x2),1 worker-1,worker-2,worker-3 worker-1,worker-1,worker-2,worker-2,worker-3
a,b 1,2 a,b a,b,b
TABLE
}

@test "a job has Torque's variables" {
  stub scontrol "printf 'worker-1\nworker-2\n'"
  run -0 prolog 'SLURM_JOB_NODELIST=worker-[1-2]' 'SLURM_TASKS_PER_NODE=2(x2)' SLURM_JOB_NUM_NODES=2 PBS_WALLTIME=90
  local variable
  for variable in PBS_JOBID=12.master.lisa.internal PBS_JOBNAME=wave PBS_QUEUE=batch PBS_SERVER=master.lisa.internal \
    PBS_NP=4 PBS_NUM_NODES=2 PBS_NUM_PPN=2 PBS_NODENUM=0 PBS_ENVIRONMENT=PBS_BATCH PBS_WALLTIME=90 \
    "PBS_NODEFILE=$SLIPWAY_TORQUE_SPOOL/aux/12.master.lisa.internal"; do
    grep -qxF "export $variable" <<<"$output"
  done
}

@test "an array's job has its index" {
  run -0 prolog SLURM_JOB_NODELIST=w SLURM_JOB_NUM_NODES=1 SLURM_ARRAY_JOB_ID=11 SLURM_ARRAY_TASK_ID=3
  grep -qxF 'export PBS_JOBID=11[3].master.lisa.internal' <<<"$output"
  grep -qxF 'export PBS_ARRAYID=3' <<<"$output"
}

@test "tasks that a job starts keep its variables" {
  run -0 prolog PBS_JOBID=12.master.lisa.internal SLURM_NODEID=1
  [[ $output == 'export PBS_NODENUM=1' ]]
}
