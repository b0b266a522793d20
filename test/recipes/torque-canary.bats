#!/usr/bin/env bats
# slipway-canary: what it runs where, what it leaves out, what it prints.

# shellcheck disable=SC2154 # output and stderr are set by run
bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  export SLIPWAY_TORQUE_SHARE=$MASTER_FILES/usr/share/slipway-torque SLIPWAY_CANARY_DEADLINE_SEC=2
  mkdir "$BATS_TEST_TMPDIR/home"
  stub getent "[[ \$2 != nobody-here ]] && echo 'tuser:x:2001:2001::$BATS_TEST_TMPDIR/home:/bin/bash'"
  # runuser -u USER -- COMMAND…
  stub runuser 'shift 3; exec "$@"'
  stub squeue 'echo "canary PENDING (Resources)"'
  stub scancel
  # qsub -o FOLDER/log … -l nodes=SPEC: runs the job at once, for MPI with as many ranks as there are slots.
  stub qsub 'cat >/dev/null
folder=${2%/log} all=$*
spec=${all##*nodes=}
if [[ $all == *canary-mpi* ]]; then
  echo 0.02 >"$folder/file-seconds"
  tr + "\n" <<<"$spec" | sed "s/.*ppn=//" | paste -sd+ | bc >"$folder/ranks"
else
  [[ -e "$folder/../broken" ]] || echo "$spec" >"$folder/$spec"
fi
echo 7.master.lisa.internal'
  stub bc 'read -r sum; echo $((sum))'
}

# nodes LINE…: what sinfo says, `name cpus state`.
nodes() {
  printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/nodes"
  stub sinfo "cat '$BATS_TEST_TMPDIR/nodes'"
}

canary() {
  "$MASTER_FILES/usr/sbin/slipway-canary" "$@"
}

@test "the canary runs a job on each worker and MPI over all slots" {
  nodes 'worker-1 2 idle' 'worker-2 2 idle'
  run -0 canary tuser worker-1 worker-2
  [[ $(jq -c '[.nodes, .busy, .slots, .fileSec]' <<<"$output") == '[2,0,4,0.02]' ]]
  grep -q 'qsub .*canary-mpi -l nodes=worker-1:ppn=2+worker-2:ppn=2' "$CALLS"
  [[ -z $(ls -A "$BATS_TEST_TMPDIR/home") ]]
}

@test "workers with jobs of users are left out, so that a busy cluster can be changed" {
  nodes 'worker-1 2 allocated' 'worker-2 2 mixed' 'worker-3 1 idle'
  run -0 canary tuser worker-1 worker-2 worker-3
  [[ $(jq -c '[.nodes, .busy, .slots]' <<<"$output") == '[1,2,1]' ]]
  run ! grep -q 'qsub .*nodes=worker-1' "$CALLS"
}

@test "nothing runs when all workers are busy, or there are none" {
  nodes 'worker-1 2 allocated'
  run -0 canary tuser worker-1
  [[ $(jq -c '[.nodes, .busy, .totalSec]' <<<"$output") == '[0,1,0]' ]]
  run -0 canary tuser
  [[ $(jq -c '[.nodes, .busy]' <<<"$output") == '[0,0]' ]]
  run ! grep -q qsub "$CALLS"
}

@test "the canary fails for a job that does not finish, names it, and cleans up" {
  nodes 'worker-1 1 idle'
  touch "$BATS_TEST_TMPDIR/home/broken"
  run -1 --separate-stderr canary tuser worker-1
  [[ $stderr == *"the job on worker-1 did not finish within 2 s"*"(Resources)"* ]]
  [[ $(ls "$BATS_TEST_TMPDIR/home") == broken ]]
  grep -q 'scancel --quiet 7' "$CALLS"
}

@test "the canary fails for a user that does not exist" {
  nodes 'worker-1 1 idle'
  run -1 --separate-stderr canary nobody-here worker-1
  [[ $stderr == 'slipway-canary: no user nobody-here' ]]
}
