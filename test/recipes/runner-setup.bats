#!/usr/bin/env bats
# The user's own setup script, /etc/slipway/setup.sh.

setup() {
  source "$BATS_TEST_DIRNAME/runner-support.bash"
  make_node
  recipe node/execute/10-a.sh <<<"echo recipe >>$CALLS"
}

site() {
  cat >"$SLIPWAY_ROOT/etc/slipway/setup.sh"
}

@test "the user's script runs after all recipes, with their environment" {
  echo "SLIPWAY_NODE='worker-1'" >"$SLIPWAY_ROOT/etc/slipway/env"
  site <<<"echo \"setup on \$SLIPWAY_NODE\" >>$CALLS"
  runner execute
  [ "$status" -eq 0 ]
  [ "$(cat "$CALLS")" = $'recipe\nsetup on worker-1' ]
}

@test "it runs at the first boot only" {
  site <<<"echo setup >>$CALLS"
  runner execute
  runner execute
  [ "$(grep -c setup "$CALLS")" -eq 1 ]
}

@test "its failure fails the boot with line and code, and the next run tries again" {
  site < <(printf 'echo words\nexit 3\n')
  runner execute
  [ "$status" -ne 0 ]
  [ "$(failed '.code, .line, .tail[0]')" = $'3\n2\nwords' ]
  [[ $(failed .script) == *etc/slipway/setup.sh ]]
  site <<<"true"
  runner execute
  [ "$status" -eq 0 ]
}
