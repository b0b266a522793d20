#!/usr/bin/env bats
# What root does before and after a job: nothing that a user prepared is followed, nothing of the job stays.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  LIBEXEC=$NODE_FILES/usr/libexec/slipway
  AUX=$SLIPWAY_TORQUE_SPOOL/aux
  export SLIPWAY_ROOT=$BATS_TEST_TMPDIR/root SLIPWAY_SHARED=$BATS_TEST_TMPDIR/shared
  mkdir -p "$SLIPWAY_ROOT"/{var/lib/slipway,proc/sysvipc,dev/shm} "$SLIPWAY_SHARED"
  printf '       key      shmid\n' | tee "$SLIPWAY_ROOT"/proc/sysvipc/{shm,sem,msg} >/dev/null
  # A user with no other process.
  USER_ID=47123
}

as_root() {
  ((EUID == 0)) || skip "needs root"
}

prolog() {
  SLURM_JOB_ID=12 SLURM_JOB_UID=$USER_ID "$LIBEXEC/job-prolog"
}

epilog() {
  SLURM_JOB_ID=12 SLURM_JOB_UID=$USER_ID timeout 60 "$LIBEXEC/job-epilog"
}

@test "the file of a job's slots is made by root, for the job's user" {
  as_root
  prolog
  [[ $(stat -c '%u %a' "$AUX/12.master.lisa.internal") == "$USER_ID 644" ]]
}

@test "where users took the last inode the file of slots has a small file system of its own, and the node is not set aside" {
  as_root
  export SLIPWAY_RUN=$BATS_TEST_TMPDIR/run
  rm -r "$AUX"
  touch "$AUX"
  run -0 prolog
  local file=$SLIPWAY_RUN/aux/12/12.master.lisa.internal
  [[ $(stat -c '%u %a' "$file") == "$USER_ID 644" && $(findmnt -no FSTYPE "$SLIPWAY_RUN/aux/12") == tmpfs ]]
  # Nobody can fill /run by way of it.
  run ! setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups dd if=/dev/zero of="$file" bs=1M count=2
  run -0 epilog
  [[ ! -e $SLIPWAY_RUN/aux/12 ]]
  # Not even that.
  stub mount 'exit 32'
  run -0 prolog
  [[ $output == *"could not be made"* ]]
}

@test "mpirun has a folder that belongs to the job's user, where nobody else can be first" {
  as_root
  prolog
  [[ $(stat -c '%u %a' "$AUX/12.master.lisa.internal.mpi") == "$USER_ID 700" ]]
  touch "$AUX/12.master.lisa.internal.mpi/left"
  run -0 epilog
  [[ -z $(ls "$AUX") ]]
}

@test "what lies at its place, a link too, is replaced and not written to" {
  as_root
  echo precious >"$BATS_TEST_TMPDIR/victim"
  ln -s "$BATS_TEST_TMPDIR/victim" "$AUX/12.master.lisa.internal"
  prolog
  [[ ! -L $AUX/12.master.lisa.internal && ! -s $AUX/12.master.lisa.internal ]]
  [[ $(<"$BATS_TEST_TMPDIR/victim") == precious && $(stat -c %u "$BATS_TEST_TMPDIR/victim") == 0 ]]
}

@test "numbers of job and user that are none make no file" {
  local id
  for id in '../x' '' '1 2' '$(id)'; do
    SLURM_JOB_ID=$id SLURM_JOB_UID=$USER_ID run -1 "$LIBEXEC/job-prolog"
    SLURM_JOB_ID=12 SLURM_JOB_UID=$id run -1 "$LIBEXEC/job-prolog"
  done
  [[ -z $(ls "$AUX") ]]
}

@test "users are looked up again only when their version changed, and a master that is away fails no job" {
  as_root
  stub install
  mkdir "$BATS_TEST_TMPDIR/libexec"
  cp "$LIBEXEC/job-prolog" "$BATS_TEST_TMPDIR/libexec/"
  printf '#!/bin/sh\necho sync-users >>"%s"\n' "$CALLS" >"$BATS_TEST_TMPDIR/libexec/sync-users"
  chmod +x "$BATS_TEST_TMPDIR/libexec/sync-users"
  LIBEXEC=$BATS_TEST_TMPDIR/libexec
  prolog
  run ! grep -q sync-users "$CALLS"
  echo 7 >"$SLIPWAY_SHARED/version"
  prolog
  grep -q sync-users "$CALLS"
  : >"$CALLS"
  echo 7 >"$SLIPWAY_ROOT/var/lib/slipway/users.version"
  prolog
  run ! grep -q sync-users "$CALLS"
}

@test "after a job its file of slots is gone, and nobody else's" {
  as_root
  touch "$AUX"/{12,13}.master.lisa.internal
  run -0 epilog
  [[ $(ls "$AUX") == 13.master.lisa.internal ]]
}

# left_process COMMAND…: a process of the user, in a session of its own; sets LEFT.
left_process() {
  setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups setsid "$@" >/dev/null 2>&1 3>&- &
  LEFT=$!
  sleep 0.5
}

@test "after a job a process that left its session ends, one that hides its owner too" {
  as_root
  left_process sleep 300
  local first=$LEFT
  left_process /usr/bin/python3 -c 'import ctypes, time; ctypes.CDLL(None).prctl(4, 0); time.sleep(300)'
  # Its first thread has ended: in ps it is a zombie.
  left_process /usr/bin/python3 -c 'import ctypes, threading, time; threading.Thread(target=time.sleep, args=(300,)).start(); ctypes.CDLL(None).syscall(60, 0)'
  timeout 10 sh -c "until pgrep -r Z -U $USER_ID; do sleep 0.1; done"
  run -0 epilog
  run ! pgrep -U "$USER_ID"
  wait "$first" "$LEFT" || true
}

@test "all processes of a job's control group end at once, and those of another's stay" {
  export SLIPWAY_CGROUPS=$BATS_TEST_TMPDIR/cgroups
  local scope=$SLIPWAY_CGROUPS/system.slice/worker-1_slurmstepd.scope
  mkdir -p "$scope"/job_{12,13}/step_batch/user
  touch "$scope"/job_{12,13}/cgroup.kill
  stub sleep
  run -0 epilog
  [[ $(<"$scope/job_12/cgroup.kill") == 1 && ! -e $scope/job_12/step_batch ]]
  [[ ! -s $scope/job_13/cgroup.kill && -d $scope/job_13/step_batch ]]
}

@test "shared memory that a job leaves goes, by the user's own hand" {
  as_root
  setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups sh -c 'ipcmk --shmem 4096; : >/dev/shm/.left-47123' >/dev/null
  export SLIPWAY_ROOT=
  run -0 epilog
  [[ ! -e /dev/shm/.left-47123 ]]
  [[ -z $(awk -v uid="$USER_ID" 'NR > 1 && $8 == uid' /proc/sysvipc/shm) ]]
}

@test "message queues that a job leaves go" {
  as_root
  mountpoint -q /dev/mqueue || skip "/dev/mqueue is not mounted here"
  setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups /usr/bin/python3 -c \
    'import ctypes, os; assert ctypes.CDLL("librt.so.1").mq_open(b"/.left-47123", os.O_CREAT | os.O_RDWR, 0o600, None) >= 0'
  [[ -e /dev/mqueue/.left-47123 ]]
  export SLIPWAY_ROOT=
  run -0 epilog
  [[ ! -e /dev/mqueue/.left-47123 ]]
}

# python LINES: with end-leftovers as `it`.
python() {
  python3 - "$LIBEXEC/end-leftovers" <<PYTHON
import importlib.util, importlib.machinery, sys
loader = importlib.machinery.SourceFileLoader("it", sys.argv[1])
sys.dont_write_bytecode = True
it = importlib.util.module_from_spec(importlib.util.spec_from_loader("it", loader))
loader.exec_module(it)
$1
PYTHON
}

@test "another job's processes and an open login's are not meant" {
  python '
step = "0::/system.slice/slurmstepd.scope/job_%s/step_0/user/task_0"
assert it.is_left(step % 12, "12")
assert not it.is_left(step % 13, "12")
assert not it.is_left(step % 120, "12")
assert it.is_left("0::/system.slice/ssh.service", "12")
assert it.is_left("0::/", "12")
assert not it.is_left("0::/slipway-users/alice/900", "12")
assert not it.is_left("0::/user.slice/user-2001.slice/session-3.scope", "12")
assert it.jobs_of([step % 12, step % 13, "0::/"]) == {"12", "13"}
'
}

@test "whose a process is says its real user, whatever its name holds" {
  python '
assert it.is_of(2001, "Name:\tx\nState:\tS (sleeping)\nUid:\t2001\t0\t0\t0\n")
assert not it.is_of(2001, "Name:\tx\nState:\tS (sleeping)\nUid:\t0\t2001\t0\t0\n")
assert not it.is_of(2001, "Name:\tx\nState:\tZ (zombie)\nUid:\t2001\t2001\t2001\t2001\n")
assert not it.is_of(2001, "")
'
}
