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
