#!/usr/bin/env bats
# Shares of a node: no user, nor all of them together, can take what its services and the operator need.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  LIBEXEC=$NODE_FILES/usr/libexec/slipway
  export SLIPWAY_CGROUPS=$BATS_TEST_TMPDIR/cgroup SLIPWAY_RUN=$BATS_TEST_TMPDIR/run SLIPWAY_PROC=$BATS_TEST_TMPDIR/proc
  export SLIPWAY_HOME=$BATS_TEST_TMPDIR/home
  USERS=$SLIPWAY_CGROUPS/slipway-users
  mkdir -p "$SLIPWAY_CGROUPS" "$SLIPWAY_PROC/sys/kernel" "$SLIPWAY_PROC/$$" "$SLIPWAY_HOME"
  printf 'MemTotal:         486000 kB\nMemFree: 1 kB\n' >"$SLIPWAY_PROC/meminfo"
  echo 3800 >"$SLIPWAY_PROC/sys/kernel/threads-max"
  echo 32768 >"$SLIPWAY_PROC/sys/kernel/pid_max"
  echo 0::/system.slice/ssh.service >"$SLIPWAY_PROC/$$/cgroup"
}

worker() {
  mkdir "$SLIPWAY_HOME/torque-worker"
}

# session TYPE USER: as PAM runs it; this test's process stands for sshd.
session() {
  # Never under `run`: the script's parent must be $$.
  PAM_TYPE=$1 PAM_USER=$2 "$LIBEXEC/session"
}

@test "on nodes of every size the services keep their part, and no user has all of the rest" {
  local role mib tasks
  for role in head worker; do
    for mib in 440 480 768 1000 2048 16000 65536 1000000; do
      for tasks in 3000 30000 4000000; do
        unset LOGINS_MEMORY LOGINS_TASKS USER_MEMORY USER_TASKS JOBS_MEMORY JOBS_TASKS JOBS_MIB
        # shellcheck source=/dev/null
        source <("$LIBEXEC/node-limits" "$role" $((mib * 1024)) "$tasks")
        local total=$((mib * 1048576)) least
        [[ $role == head ]] && least=192 || least=112
        ((total - LOGINS_MEMORY - JOBS_MEMORY >= least * 1048576))
        ((total - LOGINS_MEMORY - JOBS_MEMORY <= (2048 + 4) * 1048576 || mib > 8192))
        ((USER_MEMORY < LOGINS_MEMORY && USER_MEMORY >= 40 * 1048576))
        ((USER_TASKS < LOGINS_TASKS && USER_TASKS >= 128))
        ((LOGINS_TASKS + JOBS_TASKS <= tasks / 2))
        ((JOBS_MIB * 1048576 == JOBS_MEMORY))
        [[ $role == head ]] || ((JOBS_MEMORY > LOGINS_MEMORY && JOBS_TASKS >= 512))
      done
    done
  done
}

@test "fails for a node that is too small, and for what is no number" {
  run ! "$LIBEXEC/node-limits" worker $((200 * 1024)) 3000
  [[ $output == *"200 MiB of memory are too few for a worker" ]]
  run -2 "$LIBEXEC/node-limits" worker 'a[$(id)]' 3000
  run -2 "$LIBEXEC/node-limits" neither 500000 3000
}

@test "all users together are limited before the first of them can log in" {
  "$LIBEXEC/set-limits"
  # shellcheck source=/dev/null
  source "$SLIPWAY_RUN/limits"
  [[ $(<"$USERS/memory.max") == "$LOGINS_MEMORY" && $(<"$USERS/pids.max") == "$LOGINS_TASKS" ]]
  ((JOBS_MEMORY == 0))
}

@test "a kernel that holds fewer processes than threads counts those" {
  echo 1000 >"$SLIPWAY_PROC/sys/kernel/pid_max"
  "$LIBEXEC/set-limits"
  [[ $(<"$USERS/pids.max") == 500 ]]
}

@test "what a real kernel says is understood" {
  unset SLIPWAY_PROC
  "$LIBEXEC/set-limits"
  # shellcheck source=/dev/null
  source "$SLIPWAY_RUN/limits"
  ((LOGINS_TASKS >= 1000 && LOGINS_MEMORY >= 268435456))
}

@test "a session moves into its user's share, with sshd's own process" {
  "$LIBEXEC/set-limits"
  session open_session alice
  # shellcheck source=/dev/null
  source "$SLIPWAY_RUN/limits"
  [[ $(<"$USERS/alice/memory.max") == "$USER_MEMORY" && $(<"$USERS/alice/pids.max") == "$USER_TASKS" ]]
  [[ $(<"$USERS/alice/cgroup.procs") == "$$" ]]
  [[ ! -e $USERS/alice/memory.high ]]
}

@test "the operator and root log in without limits, also when there are none" {
  session open_session slipway
  session open_session root
  [[ ! -e $USERS ]]
}

@test "a user waits outside of a node whose limits are not there, and no name leads out of the folder" {
  if session open_session alice >"$BATS_TEST_TMPDIR/said"; then return 1; fi
  [[ $(<"$BATS_TEST_TMPDIR/said") == "slipway: this node is still starting"* ]]
  "$LIBEXEC/set-limits"
  if session open_session ../../system.slice >"$BATS_TEST_TMPDIR/said"; then return 1; fi
  [[ $(<"$BATS_TEST_TMPDIR/said") == *"not a user of this node"* ]]
  if session open_session ..; then return 1; fi
  [[ ! -e $SLIPWAY_CGROUPS/cgroup.procs ]]
}

@test "where logind has a slice for the user, that one holds" {
  "$LIBEXEC/set-limits"
  echo 0::/user.slice/user-2001.slice/session-1.scope >"$SLIPWAY_PROC/$$/cgroup"
  session open_session alice
  [[ ! -e $USERS/alice ]]
}

@test "on a worker what a login leaves ends with it, also when sshd could not say so" {
  worker
  "$LIBEXEC/set-limits"
  mkdir -p "$USERS/alice/424242"
  session open_session alice
  [[ $(<"$USERS/alice/424242/cgroup.kill") == 1 ]]
  [[ $(<"$USERS/alice/$$/cgroup.procs") == "$$" ]]
  session close_session alice
  [[ $(<"$USERS/alice/$$/cgroup.kill") == 1 ]]
  # The script itself and sshd are out of it by then.
  [[ $(<"$SLIPWAY_CGROUPS/cgroup.procs") == 0 ]]
}

@test "on the head what a login leaves goes on" {
  "$LIBEXEC/set-limits"
  session open_session alice
  session close_session alice
  [[ -z $(find "$USERS" -name cgroup.kill) ]]
}

@test "a user's connections to sshd are few at once, from however many addresses" {
  ((EUID == 0)) || skip "needs a network of its own"
  command -v nft >/dev/null || skip "no nft here"
  run unshare --net bash -ec '
    ip link set lo up
    nft --file "$0"
    python3 - <<PYTHON
import os, select, socket, time

server = socket.socket()
server.bind(("", 22))
server.listen(500)

def opened(count):
    tried = []
    for number in range(count):
        client = socket.socket()
        client.setblocking(False)
        client.bind((f"127.{number % 250}.3.4", 0))
        client.connect_ex(("127.0.0.1", 22))
        tried.append(client)
    time.sleep(0.5)
    return len(select.select([], tried, [], 0)[1])

operator = opened(100)
os.setuid(65534)
print(operator, opened(100) <= 45)
PYTHON' "$NODE_FILES/usr/share/slipway/logins.nft"
  [[ $output == "100 True" ]]
}
