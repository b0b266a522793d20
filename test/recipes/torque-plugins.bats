#!/usr/bin/env bats
# Which of Slurm's plugins an image keeps.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  export SLIPWAY_SLURM_PLUGINS=$BATS_TEST_TMPDIR/plugins
}

@test "plugins of other ways to choose nodes are put aside, and stay so" {
  stub dpkg-divert
  bash "$RECIPES/torque-node/recipe/20-plugins.sh"
  bash "$RECIPES/torque-node/recipe/20-plugins.sh"
  [[ $(grep -c -- '--rename' "$CALLS") -eq 6 ]]
  grep -qF -- "--divert $SLIPWAY_SLURM_PLUGINS/unused/select_linear.so --add $SLIPWAY_SLURM_PLUGINS/select_linear.so" "$CALLS"
  run -1 grep -q select_cons_tres "$CALLS"
}
