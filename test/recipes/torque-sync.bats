#!/usr/bin/env bats
# sync-users: each node's copies of the cluster's users, keys and host keys.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  export SLIPWAY_SHARED=$BATS_TEST_TMPDIR/shared SLIPWAY_ROOT=$BATS_TEST_TMPDIR/root
  mkdir -p "$SLIPWAY_SHARED"/{users,keys} "$SLIPWAY_ROOT"/{etc/ssh,var/lib/extrausers,var/lib/slipway/keys}
  publish 1 alice
}

# publish VERSION USER: what the master shares.
publish() {
  echo "group of $2" >"$SLIPWAY_SHARED/users/group"
  echo "passwd of $2" >"$SLIPWAY_SHARED/users/passwd"
  echo "hosts of $2" >"$SLIPWAY_SHARED/known_hosts"
  echo "key of $2" >"$SLIPWAY_SHARED/keys/$2"
  echo "$1" >"$SLIPWAY_SHARED/version"
}

sync_users() {
  "$NODE_FILES/usr/libexec/slipway/sync-users"
}

copied() {
  cat "$SLIPWAY_ROOT"/var/lib/extrausers/{group,passwd} "$SLIPWAY_ROOT"/etc/ssh/ssh_known_hosts "$SLIPWAY_ROOT/var/lib/slipway/keys/$1"
}

@test "users, keys and host keys are copied when their version changed, and only then" {
  sync_users
  [[ $(copied alice) == $'group of alice\npasswd of alice\nhosts of alice\nkey of alice' ]]
  publish 1 bob
  sync_users
  [[ ! -e $SLIPWAY_ROOT/var/lib/slipway/keys/bob ]]
  publish 2 bob
  sync_users
  [[ $(copied bob) == $'group of bob\npasswd of bob\nhosts of bob\nkey of bob' ]]
}

@test "a copy that failed is made by the next run, and no job fails for it" {
  rmdir "$SLIPWAY_ROOT/etc/ssh"
  run -0 sync_users
  mkdir "$SLIPWAY_ROOT/etc/ssh"
  run -0 sync_users
  [[ $(copied alice) == $'group of alice\npasswd of alice\nhosts of alice\nkey of alice' ]]
}

@test "a master that can't be read changes nothing and fails no job" {
  sync_users
  rm -r "$SLIPWAY_SHARED"
  run -0 --separate-stderr sync_users
  [[ -z $output$stderr ]]
  [[ $(copied alice) == *"key of alice" ]]
}

@test "a node follows the master by itself, and starts nothing while there is nothing new" {
  sync_users
  local here=$BATS_TEST_TMPDIR/libexec
  mkdir "$here"
  cp "$NODE_FILES"/usr/libexec/slipway/{keep-users,sync-users} "$here"
  printf '#!/bin/sh\necho joined >>"%s"; mkdir -p "%s"; cp "%s" "%s"\n' "$CALLS" "$SLIPWAY_ROOT/run/slipway" \
    "$SLIPWAY_SHARED/version" "$SLIPWAY_ROOT/run/slipway/members.version" >"$here/rejoin"
  chmod +x "$here/rejoin"
  SLIPWAY_LOOK_SEC=0.1 "$here/keep-users" 3>&- &
  local pid=$!
  sleep 1
  publish 2 bob
  sleep 1
  [[ $(copied bob) == *"key of bob" ]]
  # Away for a while.
  mv "$SLIPWAY_SHARED" "$SLIPWAY_SHARED.away"
  sleep 0.5
  mv "$SLIPWAY_SHARED.away" "$SLIPWAY_SHARED"
  publish 3 carol
  sleep 1
  kill "$pid"
  [[ $(copied carol) == *"key of carol" ]]
  # Once for each version.
  [ "$(grep -c joined "$CALLS")" -eq 3 ]
}

@test "a worker registers again when it is a member and the scheduler does not know it, and not while it leaves" {
  local rejoin=$RECIPES/torque-worker/files/usr/libexec/slipway/rejoin
  mkdir -p "$SLIPWAY_SHARED/hosts" "$SLIPWAY_ROOT/run/slipway"
  export HOSTNAME=worker-3
  stub systemctl
  stub scontrol 'echo "Node worker-3 not found"'
  "$rejoin"
  run ! grep systemctl "$CALLS"
  echo "10.77.0.13 worker-3.lisa.internal worker-3" >"$SLIPWAY_SHARED/hosts/worker-3"
  publish 2 alice
  "$rejoin"
  run -0 grep -c "systemctl restart slurmd.service" "$CALLS"
  # Nothing new since.
  "$rejoin"
  [[ $(grep -c systemctl "$CALLS") -eq 1 ]]
  # It leaves while it asks: the master takes its name away first.
  stub scontrol "rm '$SLIPWAY_SHARED/hosts/worker-3'; echo 'Node worker-3 not found'"
  publish 3 alice
  "$rejoin"
  [[ $(grep -c systemctl "$CALLS") -eq 1 ]]
}

# accounts LINE…: the master's passwd.
accounts() {
  printf '%s\n' "$@" >"$SLIPWAY_SHARED/users/passwd"
  echo "$RANDOM" >"$SLIPWAY_SHARED/version"
}

ALICE=alice:*:52001:52001::/home/alice

@test "processes of users who left end, also those that fork, and nobody else's" {
  ((EUID == 0)) || skip "acts as other users, so it needs root"
  local forker other code=0
  accounts "$ALICE:/usr/sbin/nologin" "bob:*:52002:52002::/home/bob:/bin/bash" \
    "carol:*:52003:52003::/home/carol:/usr/sbin/nologin"
  setpriv --reuid=52001 --regid=52001 --clear-groups sh -c 'trap "" TERM HUP; while :; do sleep 1 & sleep 0.1; done' 3>&- &
  forker=$!
  setpriv --reuid=52002 --regid=52002 --clear-groups sleep 30 3>&- &
  other=$!
  # A process whose first thread has ended counts as ended for most.
  setpriv --reuid=52003 --regid=52003 --clear-groups /usr/bin/python3 -c 'import ctypes, threading, time
threading.Thread(target=time.sleep, args=(300,)).start(); ctypes.CDLL(None).syscall(60, 0)' 3>&- &
  timeout 10 sh -c "until grep -q '^State:.Z' /proc/$!/status; do sleep 0.1; done"
  sync_users
  wait "$forker" || code=$?
  [[ $code -eq 137 ]]
  run ! pgrep -r D,R,S,T -U 52001
  run ! pgrep -U 52003
  kill -0 "$other"
  kill "$other"
}

@test "keep-users looks again for processes of users who left, a job does not wait for it" {
  stub pgrep 'exit 1'
  accounts "$ALICE:/usr/sbin/nologin"
  SLURM_JOB_ID=7 sync_users
  [[ $(<"$CALLS") == 'pgrep -U 52001' ]]
  SLURM_JOB_ID=8 sync_users
  [[ $(wc -l <"$CALLS") -eq 1 ]]
  sync_users
  [[ $(wc -l <"$CALLS") -eq 2 ]]
}

@test "no account of the system is taken for one that left" {
  stub pgrep 'exit 1'
  accounts 'root:*:0:0::/root:/usr/sbin/nologin' 'odd:*:x:0::/:/usr/sbin/nologin' 'daemon:*:1:1::/:/usr/sbin/nologin'
  sync_users
  [[ ! -s $CALLS ]]
}
