# What the torque tests share: the commands' own folders, stubs on PATH, a throw-away root. Sourced by setup().
# shellcheck shell=bash

RECIPES=$(cd "$BATS_TEST_DIRNAME/../../recipes" && pwd)
NODE_FILES=$RECIPES/torque-node/files
MASTER_FILES=$RECIPES/torque-master/files

# make_world: stubs/ before everything on PATH, a server name, no real state.
make_world() {
  export SLIPWAY_TORQUE_SERVER_NAME=$BATS_TEST_TMPDIR/server_name
  export SLIPWAY_TORQUE_SPOOL=$BATS_TEST_TMPDIR/spool
  export STUBS=$BATS_TEST_TMPDIR/stubs CALLS=$BATS_TEST_TMPDIR/calls
  mkdir -p "$STUBS" "$SLIPWAY_TORQUE_SPOOL/aux"
  : >"$CALLS"
  echo master.lisa.internal >"$SLIPWAY_TORQUE_SERVER_NAME"
  cp "$SLIPWAY_TORQUE_SERVER_NAME" "$SLIPWAY_TORQUE_SPOOL/server_name"
  PATH=$STUBS:$PATH
}

# stub NAME [BODY]: a command that notes its call and then does BODY.
stub() {
  {
    printf '#!/usr/bin/env bash\n'
    # shellcheck disable=SC2016 # the stub's own variables
    printf 'printf "%%s\\n" "%s $*" >>"%s"\n' "$1" "$CALLS"
    printf '%s\n' "${2:-}"
  } >"$STUBS/$1"
  chmod +x "$STUBS/$1"
}
