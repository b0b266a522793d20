# What the tests of the runner share: two kinds, base and node, below a throw-away root. Sourced by setup().
# shellcheck shell=bash

# make_node: HOME_DIR holds the runner and the kinds, SLIPWAY_ROOT everything that it writes.
make_node() {
  RECIPES=$(cd "$BATS_TEST_DIRNAME/../../recipes" && pwd)
  HOME_DIR=$BATS_TEST_TMPDIR/home
  export SLIPWAY_ROOT=$BATS_TEST_TMPDIR/root SLIPWAY_CONSOLE=$BATS_TEST_TMPDIR/console
  export STUBS=$BATS_TEST_TMPDIR/stubs CALLS=$BATS_TEST_TMPDIR/calls
  unset SLIPWAY_PACKAGES SLIPWAY_BUILD
  mkdir -p "$HOME_DIR"/{base,node} "$SLIPWAY_ROOT/etc/slipway/secrets" "$SLIPWAY_ROOT/proc/sys/kernel/random" "$STUBS"
  cp -r "$RECIPES/run.sh" "$RECIPES/lib" "$HOME_DIR/"
  printf 'base\nnode\n' >"$HOME_DIR/kinds"
  echo boot-1 >"$SLIPWAY_ROOT/proc/sys/kernel/random/boot_id"
  : >"$CALLS"
  PATH=$STUBS:$PATH
}

# recipe KIND/STAGE/NAME: a recipe with the text on stdin.
recipe() {
  mkdir -p "$HOME_DIR/${1%/*}"
  cat >"$HOME_DIR/$1"
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

runner() {
  run bash "$HOME_DIR/run.sh" "$@"
}

# events: `event script` of each event so far.
events() {
  jq -r '"\(.event) \(.script)"' "$SLIPWAY_ROOT/run/slipway/events"
}

# failed FILTER: of the failed event.
failed() {
  jq -r "$1" "$SLIPWAY_ROOT/run/slipway/failed"
}
