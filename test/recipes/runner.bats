#!/usr/bin/env bats

setup() {
  source "$BATS_TEST_DIRNAME/runner-support.bash"
  make_node
}

@test "runs execute of all kinds, parents first, each in the order of its numbers" {
  for name in node/execute/10-c base/execute/20-b base/execute/10-a; do
    recipe "$name.sh" <<<"echo $name >>$CALLS"
  done
  runner execute
  [ "$status" -eq 0 ]
  [ "$(cat "$CALLS")" = $'base/execute/10-a\nbase/execute/20-b\nnode/execute/10-c' ]
}

@test "tells start and done of each recipe, then ready, on the console and in a file" {
  recipe node/execute/10-a.sh <<<"true"
  runner execute
  [ "$(events)" = $'start node/execute/10-a.sh\ndone node/execute/10-a.sh\nready ' ]
  [ "$(grep -c '^slipway-event ' "$SLIPWAY_CONSOLE")" -eq 3 ]
  [ "$(grep -o '{.*}' "$SLIPWAY_CONSOLE" | jq -r .boot | sort -u)" = boot-1 ]
  [ "$(cat "$SLIPWAY_ROOT/run/slipway/done")" = boot-1 ]
}

@test "stops at the first failing recipe and leaves a failed marker, no done marker" {
  recipe base/execute/10-a.sh <<<"exit 3"
  recipe node/execute/10-b.sh <<<"echo ran >>$CALLS"
  runner execute
  [ "$status" -ne 0 ]
  [ "$(failed '.event, .script, .code')" = $'failed\nbase/execute/10-a.sh\n3' ]
  [ ! -s "$CALLS" ] && [ ! -e "$SLIPWAY_ROOT/run/slipway/done" ]
  [[ $output == *"base/execute/10-a.sh: line 1: exit code 3"* ]]
}

@test "a later good run takes the failed marker away" {
  recipe base/execute/10-a.sh <<<"false"
  runner execute
  recipe base/execute/10-a.sh <<<"true"
  runner execute
  [ "$status" -eq 0 ]
  [ ! -e "$SLIPWAY_ROOT/run/slipway/failed" ] && [ -e "$SLIPWAY_ROOT/run/slipway/done" ]
}

@test "names the failing line, whatever the failure is" {
  while read -r text; do
    recipe base/execute/10-a.sh < <(printf 'echo one\n%s\necho two\n' "$text")
    runner execute
    [ "$status" -ne 0 ]
    [ "$(failed .line)" = 2 ] || { echo "$text: line $(failed .line)" && false; }
    [ "$(failed '.tail[0]')" = one ]
  done <<'TEXTS'
false
exit 7
(exit 4)
x=$(false)
true | false | true
echo "$NOT_SET"
if then
die "no way"
retry 0 false
f() { exit 3; }; f
TEXTS
}

@test "names the line of the recipe, not of the library's function" {
  recipe base/execute/10-a.sh <<'TEXT'
f() {
  retry 0 false
}

f
TEXT
  runner execute
  [ "$(failed .line)" = 2 ]
  [[ $(failed '.tail[-1]') == "error: gave up after 1 tries: false" ]]
}

@test "a recipe that waits for input gets its end instead" {
  recipe base/execute/10-a.sh <<<'read -r answer || echo "nobody there"'
  run bash "$HOME_DIR/run.sh" execute < <(sleep 5)
  [ "$status" -eq 0 ]
  grep -q "nobody there" "$SLIPWAY_ROOT/var/log/slipway/execute.log"
}

@test "a recipe past its deadline is ended with all its children, and told so" {
  recipe base/execute/10-a.sh <<<"echo begun; sleep 60 & sleep 60"
  SLIPWAY_SCRIPT_DEADLINE_SEC=1 runner execute
  [ "$status" -ne 0 ]
  [ "$(failed .code)" = 124 ]
  [ "$(failed '.tail | join("|")')" = "begun|error: deadline of 1 s passed" ]
}

@test "a recipe that itself ends with 124 has not passed its deadline" {
  recipe base/execute/10-a.sh <<<"exit 124"
  runner execute
  [ "$(failed '.tail | length')" = 0 ]
}

@test "gives at most 20 lines and 2000 characters, the last ones, as valid JSON" {
  recipe base/execute/10-a.sh <<'TEXT'
for i in {1..30}; do echo "line $i"; done
printf 'quote " back\\slash tab\t bell\a \303\251\n'
false
TEXT
  runner execute
  [ "$(failed '.tail | length')" = 20 ]
  [ "$(failed '.tail[-1]')" = 'quote " back\slash tab  bell? ??' ]
  recipe base/execute/10-a.sh <<<'for i in {1..20}; do printf "%0500d\n" "$i"; done; false'
  runner execute
  [ "$(failed '.tail | join("") | length')" = 2000 ]
}

@test "the recipes see the env file, whatever its values hold" {
  printf "SLIPWAY_NODE='worker-1'\nSLIPWAY_X='it'\\\\''s \$HOME'\n" >"$SLIPWAY_ROOT/etc/slipway/env"
  recipe base/execute/10-a.sh <<<'echo "$SLIPWAY_NODE $SLIPWAY_X"'
  runner execute
  grep -qxF "worker-1 it's \$HOME" "$SLIPWAY_ROOT/var/log/slipway/execute.log"
}

@test "a fault of the runner itself is a failed event too" {
  rm "$HOME_DIR/kinds"
  runner execute
  [ "$status" -ne 0 ]
  [ "$(failed '.event, .script')" = $'failed\nrun.sh' ]
}

@test "logs can be read by root only" {
  recipe base/execute/10-a.sh <<<"true"
  runner execute
  [ "$(stat -c %a "$SLIPWAY_ROOT/var/log/slipway/execute.log")" = 600 ]
}

@test "an unknown stage is an error that names the stages, and no event" {
  runner reboot
  [ "$status" -eq 2 ]
  [[ $output == usage:*execute* ]]
  [ ! -e "$SLIPWAY_ROOT/run/slipway/events" ]
}
