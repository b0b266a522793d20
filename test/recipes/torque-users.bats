#!/usr/bin/env bats
# slipway-users: the list of users becomes accounts, homes and keys.

bats_require_minimum_version 1.5.0

setup() {
  ((EUID == 0)) || skip "makes homes of other users, so it needs root"
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  # Users run parts of it, and must be able to read those wherever the checkout lies.
  cp -r "$MASTER_FILES" "$BATS_TEST_TMPDIR/files"
  MASTER_FILES=$BATS_TEST_TMPDIR/files
  export SLIPWAY_TORQUE_SHARE=$MASTER_FILES/usr/share/slipway-torque SLIPWAY_ROOT=$BATS_TEST_TMPDIR/root
  SHARED=$SLIPWAY_ROOT/srv/slipway
  mkdir -p "$SHARED"/{users,keys} "$SLIPWAY_ROOT"/{etc,home,scratch,usr/libexec/slipway}
  touch "$SHARED"/users/{passwd,group}
  echo 'munge:x:101:101::/:/usr/sbin/nologin' >"$SLIPWAY_ROOT/etc/passwd"
  echo 'sudo:x:27:' >"$SLIPWAY_ROOT/etc/group"
  printf '#!/bin/sh\n' >"$SLIPWAY_ROOT/usr/libexec/slipway/sync-users"
  chmod +x "$SLIPWAY_ROOT/usr/libexec/slipway/sync-users"
  # The real one wants an account of the machine that runs the tests.
  stub ssh-keygen 'file="${!#}"; echo "private of $RANDOM" >"$file"; echo "ssh-ed25519 BBBB$RANDOM" >"$file.pub"'
  chmod a+rw "$CALLS"
  # Homes lie below bats' own folders, which users may not enter otherwise.
  chmod a+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/test "$BATS_TEST_TMPDIR"
}

# users JSON
users() {
  "$MASTER_FILES/usr/sbin/slipway-users" apply <<<"$1"
}

# account FILE NAME: the line of NAME.
account() {
  grep "^$2:" "$SHARED/users/$1"
}

ALICE='{"name":"alice","uid":2001,"sshKeys":["ssh-ed25519 AAAA alice@home"],"groups":["waves"]}'
BOB='{"name":"bob","uid":2002,"sshKeys":[],"groups":[]}'

@test "a user has an account, a private home, a scratch folder and keys" {
  users "[$ALICE]"
  [[ $(account passwd alice) == 'alice:*:2001:2001::/home/alice:/bin/bash' ]]
  [[ $(stat -c '%a %u %g' "$SLIPWAY_ROOT/home/alice") == '700 2001 2001' ]]
  [[ $(stat -c '%a %u' "$SLIPWAY_ROOT/scratch/alice") == '700 2001' ]]
  [[ $(stat -c '%a %u' "$SLIPWAY_ROOT/home/alice/.ssh/id_ed25519") == '600 2001' ]]
  [[ $(account group waves) == waves:*:alice ]]
  [[ -s $SHARED/version ]]
}

@test "the keys given and the user's own pair for hops may log in" {
  users "[$ALICE]"
  [[ $(head -n 1 "$SHARED/keys/alice") == 'ssh-ed25519 AAAA alice@home' ]]
  grep -qxF "$(<"$SLIPWAY_ROOT/home/alice/.ssh/id_ed25519.pub")" "$SHARED/keys/alice"
}

@test "the same list again changes nothing" {
  local before
  users "[$ALICE,$BOB]"
  before=$(cat "$SHARED"/users/* "$SHARED"/keys/* "$SLIPWAY_ROOT/home/alice/.ssh/id_ed25519")
  users "[$ALICE,$BOB]"
  [[ $(cat "$SHARED"/users/* "$SHARED"/keys/* "$SLIPWAY_ROOT/home/alice/.ssh/id_ed25519") == "$before" ]]
}

@test "who leaves the list is locked and keeps home and uid; who returns is unlocked" {
  users "[$ALICE,$BOB]"
  users "[$BOB]"
  [[ $(account passwd alice) == *:2001:*:/usr/sbin/nologin ]]
  [[ $(account group slipway-locked) == slipway-locked:*:alice && ! -s $SHARED/keys/alice ]]
  [[ -d $SLIPWAY_ROOT/home/alice ]]
  users "[$ALICE,$BOB]"
  [[ $(account passwd alice) == *:/bin/bash && $(account group slipway-locked) == 'slipway-locked:*:899:' ]]
}

@test "a group's id follows from its name alone" {
  local id
  users "[$ALICE]"
  id=$(account group waves | cut -d : -f 3)
  rm -r "$SHARED"/users/* && touch "$SHARED"/users/{passwd,group}
  users "[${ALICE/waves/tides\",\"waves}]"
  [[ $(account group waves | cut -d : -f 3) == "$id" ]]
}

@test "fails with all problems at once and changes nothing" {
  users "[$ALICE]"
  run -1 users '[{"name":"Eve!","uid":2003},{"name":"munge","uid":2004},{"name":"low","uid":12},
    {"name":"thief","uid":2001},{"name":"admin","uid":2005,"groups":["sudo"]}]'
  local words
  for words in '5 problems' 'Eve!: not a user name' 'munge: is an account of the system' 'low: uid must be 1000–59999, got 12' \
    'thief: uid 2001 belongs to alice' "admin: group sudo is one of the system's"; do
    [[ $output == *"$words"* ]] || {
      echo "no '$words' in: $output"
      return 1
    }
  done
  [[ $(account passwd alice) == *:/bin/bash ]]
}

@test "fails when a uid would change, and when a home is somebody else's" {
  users "[$ALICE]"
  run -1 users "[${ALICE/2001/2009}]"
  [[ $output == *"has uid 2001, can't become 2009"* ]]
  mkdir "$SLIPWAY_ROOT/home/bob"
  run -1 users "[$ALICE,$BOB]"
  [[ $output == *"/home/bob belongs to uid 0, not to 2002"* ]]
}

@test "a link in a home does not lead root elsewhere" {
  users "[$BOB]"
  rm -r "$SLIPWAY_ROOT/home/bob/.ssh"
  mkdir "$BATS_TEST_TMPDIR/precious"
  ln -s "$BATS_TEST_TMPDIR/precious" "$SLIPWAY_ROOT/home/bob/.ssh"
  run -1 users "[$BOB]"
  [[ -z $(ls "$BATS_TEST_TMPDIR/precious") ]]
}

@test "fails on what is not a list of users" {
  run -1 users 'no json'
  [[ $output == *"the list of users is not JSON"* ]]
}
