#!/usr/bin/env bats
# What a boot goes on in spite of: it is told, and needs no room on a full disk.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/runner-support.bash"
  make_node
}

@test "a warning is an event of its own, and the boot goes on" {
  recipe node/execute/10-a.sh <<<'warn "disk full: / has 3 MiB free"'
  recipe node/execute/20-b.sh <<<':'
  runner execute
  [ "$status" -eq 0 ]
  [[ $(events) == *$'warning node/execute/10-a.sh\ndone node/execute/10-a.sh\nstart node/execute/20-b.sh\ndone'*'ready ' ]]
  [[ $(jq -r 'select(.event == "warning").tail[0]' "$SLIPWAY_ROOT/run/slipway/events") == "disk full: / has 3 MiB free" ]]
}

@test "a warning shows no secret" {
  printf 'sesame-open' >"$SLIPWAY_ROOT/etc/slipway/secrets/word"
  recipe node/execute/10-a.sh <<<'warn "the word is sesame-open"'
  runner execute
  run ! grep -q sesame "$SLIPWAY_ROOT/run/slipway/events"
}

@test "a configuration file that is right is not written again, so that a full disk breaks none" {
  recipe node/execute/10-a.sh <<<'printf "a\nb\n" | write_file "$SLIPWAY_ROOT/etc/x/conf"; stat -c %i "$SLIPWAY_ROOT/etc/x/conf"'
  runner execute
  first=$(stat -c '%i %Y %s' "$SLIPWAY_ROOT/etc/x/conf")
  [[ $(<"$SLIPWAY_ROOT/etc/x/conf") == $'a\nb' ]]
  stub mv 'exit 1'
  runner execute
  [ "$status" -eq 0 ]
  [[ $(stat -c '%i %Y %s' "$SLIPWAY_ROOT/etc/x/conf") == "$first" ]]
}

@test "a file that could not be written as a whole stays what it was" {
  mkdir "$SLIPWAY_ROOT/etc/x"
  echo old >"$SLIPWAY_ROOT/etc/x/conf"
  recipe node/execute/10-a.sh <<<'write_file "$SLIPWAY_ROOT/etc/x/conf" <<<new'
  stub mv 'exit 1'
  runner execute
  [ "$status" -ne 0 ]
  [[ $(<"$SLIPWAY_ROOT/etc/x/conf") == old ]]
}

@test "a node that was ready before logs to memory when its disk is full" {
  recipe node/execute/10-a.sh <<<'echo said'
  runner execute
  grep -q said "$SLIPWAY_ROOT/var/log/slipway/execute.log"
  stub stat 'case $* in *--file-system*) echo 0 ;; *) exec /usr/bin/stat "$@" ;; esac'
  rm "$SLIPWAY_ROOT/var/log/slipway/execute.log"
  runner execute
  [ "$status" -eq 0 ]
  grep -q said "$SLIPWAY_ROOT/run/slipway/execute.log"
  [[ ! -e $SLIPWAY_ROOT/var/log/slipway/execute.log ]]
}
