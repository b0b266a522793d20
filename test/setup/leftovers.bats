#!/usr/bin/env bats
# The check that a suite leaves the checkout as it was.

setup() {
  source "$BATS_TEST_DIRNAME/../run/leftovers.bash"
  say() { printf '%s\n' "$*"; }
  record() { printf 'recorded %s\n' "$*"; }
  cd "$BATS_TEST_TMPDIR"
  mkdir -p lib dist node_modules
  echo text >lib/file
  before="$(list_checkout)"
}

@test "says nothing of a checkout that is as it was, compiled code apart" {
  touch dist/index.js node_modules/.lock
  mkdir .slipway
  run check_leftovers unit "$before"
  [ "$status" -eq 0 ]
  [ -z "$output" ]
}

@test "finds files, sockets and pipes, ignored by git or not, and what was changed or removed" {
  python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("qmp.sock")'
  mkfifo pipe
  touch console.log
  mkdir -p .slipway/program
  echo more >>lib/file
  run check_leftovers unit "$before"
  for line in '> s ./qmp.sock' '> p ./pipe' '> f ./console.log 0' '> d ./.slipway/program' '< f ./lib/file 5' '> f ./lib/file 10' 'recorded unit 0 1 0'; do
    [[ $output == *"$line"* ]]
  done
  rm -r lib
  run check_leftovers unit "$before"
  [[ $output == *'< d ./lib'* ]]
}
