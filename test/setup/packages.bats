#!/usr/bin/env bats
# System packages: only the missing ones, said before, and one clear error where that is not possible.

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
  source setup/log.bash
  source setup/packages.bash
  export SLIPWAY_LOGS="$BATS_TEST_TMPDIR/logs"
  bin="$BATS_TEST_TMPDIR/bin"
  mkdir "$bin"
  package_group() { echo here:sh missing:no-such-command file:/no/such/file; }
}

stub() {
  printf '#!/bin/bash\necho "%s $*" >>"%s/calls"\n%s\n' "$1" "$BATS_TEST_TMPDIR" "${2:-}" >"$bin/$1"
  chmod +x "$bin/$1"
}

@test "only what is missing is installed, and said before" {
  stub apt-get
  stub sudo '"$@"'
  PATH="$bin:$PATH" run install_packages group
  [ "$status" -eq 0 ]
  [[ "${lines[0]}" == "System packages that will be installed with apt-get: missing file" ]]
  grep -q -- '--no-install-recommends missing file$' "$BATS_TEST_TMPDIR/calls"
}

@test "package lists are fetched once" {
  stub apt-get
  stub sudo '"$@"'
  PATH="$bin:$PATH" run install_packages one two
  [ "$(grep -c 'apt-get -q update' "$BATS_TEST_TMPDIR/calls")" -ge 1 ]
  [ "$(grep -c '^apt-get -q update' "$BATS_TEST_TMPDIR/calls")" -eq 1 ]
}

@test "nothing is said or done when nothing is missing" {
  package_group() { echo here:sh; }
  run install_packages group
  [ "$status" -eq 0 ]
  [ -z "$output" ]
}

@test "fails with the packages' names where there is no apt-get" {
  command() { [ "${2:-}" != apt-get ] && builtin command "$@"; }
  run install_packages group
  [ "$status" -eq 1 ]
  [[ "$output" == *"no apt-get"*"missing file"* ]]
}

@test "fails with the command to run where one is neither root nor has sudo" {
  stub apt-get
  command() { [ "${2:-}" != sudo ] && builtin command "$@"; }
  id() { echo 1000; }
  PATH="$bin:$PATH" run install_packages group
  [ "$status" -eq 1 ]
  [[ "$output" == *"as root run: apt-get install --no-install-recommends missing file"* ]]
}
