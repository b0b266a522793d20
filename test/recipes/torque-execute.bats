#!/usr/bin/env bats
# What the nodes' boot scripts say when something is wrong: the true cause, in one line.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  export SLIPWAY_LIB=$RECIPES/lib SLIPWAY_FAULT=$BATS_TEST_TMPDIR/fault
  export SLIPWAY_NODE=worker-1 SLIPWAY_ADDRESS=10.77.0.11 SLIPWAY_MASTER_ADDRESS=10.77.0.10 SLIPWAY_CPUS=1
  export SLIPWAY_CIDR=10.77.0.0/24 SLIPWAY_DOMAIN=lisa.internal SLIPWAY_CLUSTER=lisa
  export SLIPWAY_RUN=$BATS_TEST_TMPDIR/run SLIPWAY_STATE=$BATS_TEST_TMPDIR/state SLIPWAY_ROOT=$BATS_TEST_TMPDIR/root
  /bin/mkdir -p "$SLIPWAY_RUN" "$SLIPWAY_STATE" "$SLIPWAY_ROOT/run/slipway"
  printf 'JOBS_MEMORY=314572800\nJOBS_MIB=300\n' >"$SLIPWAY_RUN/limits"
  export SLIPWAY_MOUNT_DEADLINE_SEC=0 SLIPWAY_SCHEDULER_DEADLINE_SEC=3
  local name
  for name in modprobe mkdir systemctl chronyd mountpoint journalctl sleep; do stub "$name"; done
}

# execute KIND/SCRIPT: runs it as the runner does; folders that it writes to are throw-away ones.
execute() {
  run unshare --mount bash -c '
    for folder in /etc/default /etc/munge /etc/chrony; do
      [[ ! -d $folder ]] || /bin/mount -t tmpfs tmpfs "$folder"
    done
    exec env BASH_ENV="$SLIPWAY_LIB/prelude.bash" bash "$0"' "$RECIPES/${1%%/*}/execute/${1#*/}"
}

# fails_with WORDS: the last script failed and said so.
fails_with() {
  [[ $status -ne 0 && $output == *"$1"* ]] || {
    echo "exit code $status: $output"
    return 1
  }
}

as_root() {
  ((EUID == 0)) || skip "needs a mount namespace of its own"
}

@test "a master that does not answer at all is told from one without NFS" {
  as_root
  stub timeout 'exit 1'
  execute torque-worker/10-mounts.sh
  fails_with 'the master 10.77.0.10 does not answer at all'
  stub timeout '[[ ${!#} == 22 ]]'
  execute torque-worker/10-mounts.sh
  fails_with 'answers, but not on NFS port 2049: its NFS server does not run or the port is blocked'
}

@test "a missing export is named" {
  as_root
  stub timeout
  stub mountpoint 'exit 1'
  stub mount 'echo "mount.nfs4: access denied by server" >&2; exit 32'
  execute torque-worker/10-mounts.sh
  fails_with 'the master 10.77.0.10 does not export /home to this node (10.77.0.11)'
}

@test "another munge key is named, not mistaken for a scheduler that is away" {
  as_root
  [[ -d /etc/default ]] || skip "no /etc/default"
  stub timeout 'shift; exec "$@"'
  stub scontrol 'echo "slurm_load_ctl_conf error: Protocol authentication error" >&2; exit 1'
  execute torque-worker/30-slurmd.sh
  fails_with "munge key differs from the master's"
  stub scontrol 'echo "Unable to contact slurm controller (connect failure)" >&2; exit 1'
  execute torque-worker/30-slurmd.sh
  fails_with 'the scheduler on 10.77.0.10:817 does not answer: Unable to contact slurm controller'
}

@test "a node that the scheduler does not take says so with the daemon's last words" {
  as_root
  [[ -d /etc/default ]] || skip "no /etc/default"
  stub timeout 'shift; exec "$@"'
  stub scontrol 'echo "Slurmctld(primary) at master is UP"'
  stub sinfo 'echo invalid'
  stub journalctl 'echo "fatal: low memory"'
  execute torque-worker/30-slurmd.sh
  fails_with 'the scheduler does not take this node (invalid): fatal: low memory'
}

@test "every node writes the scheduler's configuration, with the master's address" {
  as_root
  local recipes=$BATS_TEST_DIRNAME/../../recipes
  export WRITTEN=$BATS_TEST_TMPDIR/written
  /bin/mkdir "$WRITTEN"
  write_file() { cat >"$WRITTEN/${1##*/}"; }
  export -f write_file
  run bash <(sed "s|^share=.*|share=$recipes/torque-node/files/usr/share/slipway-torque|" "$recipes/torque-node/execute/40-slurm-conf.sh")
  [[ $status -eq 0 ]]
  [[ $(head -n 2 "$WRITTEN/slurm.conf") == $'ClusterName=lisa\nSlurmctldHost=master(10.77.0.10)' ]]
  grep -q '^SlurmctldPort=817' "$WRITTEN/slurm.conf"
  [[ $(<"$WRITTEN/slurm.conf") != *enable_configless* ]]
  [[ -s $WRITTEN/cgroup.conf ]]
}

@test "no munge key at the first boot is named" {
  as_root
  execute torque-node/30-munge-key.sh
  fails_with 'no munge key: /etc/slipway/secrets/munge.key is absent'
}

@test "a node without shares of its memory gives none of it to jobs" {
  as_root
  rm "$SLIPWAY_RUN/limits"
  execute torque-worker/30-slurmd.sh
  fails_with "this node's memory has no shares"
}

@test "jobs get their share of the memory, not what services and logins need" {
  as_root
  [[ -d /etc/default ]] || skip "no /etc/default"
  stub timeout 'shift; exec "$@"'
  stub scontrol 'echo "Slurmctld(primary) at master is UP"'
  stub systemctl 'cat /etc/default/slurmd'
  stub sinfo 'echo idle'
  execute torque-worker/30-slurmd.sh
  [[ $status -eq 0 && $output == *"RealMemory=300 "* ]]
}

@test "a disk that is full at a later boot is told, and the services start" {
  as_root
  local program
  for program in munged scontrol qalter mpirun mount.nfs4 chronyd; do stub "$program"; done
  stub ip 'echo "2: eth0 inet 10.77.0.11/24 scope"'
  stub df 'printf "Avail Use%% Mounted on\n0 100%% /\n3 100%% /tmp\n"'
  : >"$SLIPWAY_STATE/booted"
  execute torque-node/10-checks.sh
  [[ $status -eq 0 ]]
  [[ $(<"$SLIPWAY_ROOT/run/slipway/warnings") == *'disk full: / has 0 MiB'*'disk full: /tmp has 3 MiB free (100% used)' ]]
}

@test "a full disk and a missing package are named" {
  as_root
  local program
  for program in munged scontrol qalter mpirun mount.nfs4 chronyd; do stub "$program"; done
  stub ip 'echo "2: eth0 inet 10.77.0.11/24 scope"'
  stub df 'printf "Avail Use%% Mounted on\n3 100%% /\n"'
  execute torque-node/10-checks.sh
  fails_with 'disk full: / has 3 MiB free (100% used)'
  stub df 'printf "Avail Use%% Mounted on\n300 10%% /\n"'
  execute torque-node/10-checks.sh
  [[ $status -eq 0 ]]
  rm "$STUBS/munged"
  execute torque-node/10-checks.sh
  fails_with 'package missing from this image: munge'
}

@test "a time service that does not answer is named" {
  as_root
  [[ -d /etc/chrony ]] || skip "no /etc/chrony"
  stub chronyd 'exit 1'
  stub systemctl '[[ $1 != is-active ]]'
  execute torque-worker/20-time.sh
  fails_with 'its time service does not answer on UDP port 123'
}
