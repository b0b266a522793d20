#!/usr/bin/env bats

setup() {
  source "$BATS_TEST_DIRNAME/runner-support.bash"
  make_node
  stub dpkg-query 'exit 1'
  stub apt-get '[[ ! -e $STUBS/apt-fails ]]'
  stub apt-cache '[[ ${*: -1} == nonesuch ]] || echo "Package: ${*: -1}"'
}

@test "a build stage runs once, and again when one of its files has changed" {
  recipe base/recipe/10-a.sh <<<"echo a >>$CALLS"
  recipe node/recipe/10-b.sh <<<"echo b >>$CALLS"
  runner recipe && runner recipe
  [ "$(cat "$CALLS")" = $'a\nb' ]
  recipe node/recipe/10-b.sh <<<"echo c >>$CALLS"
  runner recipe
  [ "$(cat "$CALLS")" = $'a\nb\nc' ]
}

@test "a stage that failed has no marker and runs again" {
  recipe base/recipe/10-a.sh <<<"echo a >>$CALLS; false"
  runner recipe
  runner recipe
  [ "$(cat "$CALLS")" = $'a\na' ]
  [ ! -e "$SLIPWAY_ROOT/var/lib/slipway/base.recipe.done" ]
}

@test "a kind without any file for a stage is no failure" {
  for stage in prerecipe packages recipe report; do
    runner "$stage"
    [ "$status" -eq 0 ]
  done
}

@test "files of a kind are there before its recipes run, and a changed one makes them run again" {
  mkdir -p "$HOME_DIR/base/files/etc"
  echo one >"$HOME_DIR/base/files/etc/a.conf"
  recipe base/recipe/10-a.sh <<<'cat "$SLIPWAY_ROOT/etc/a.conf" >>'"$CALLS"
  runner recipe
  echo two >"$HOME_DIR/base/files/etc/a.conf"
  runner recipe
  [ "$(cat "$CALLS")" = $'one\ntwo' ]
}

@test "installs the kinds' packages without comments, the image's own only at image build" {
  printf 'sudo # to be root\n\n# nothing\nless\n' >"$HOME_DIR/base/packages"
  echo linux-image >"$HOME_DIR/base/packages.image"
  runner packages
  [[ $(grep ' install ' "$CALLS") == *"install sudo less" ]]
  rm -r "$SLIPWAY_ROOT/var/lib/slipway"
  : >"$CALLS"
  SLIPWAY_BUILD=1 runner packages
  [[ $(grep ' install ' "$CALLS") == *"install sudo less linux-image" ]]
}

@test "apt is asked never to ask, and fetches the lists once a boot" {
  echo sudo >"$HOME_DIR/base/packages"
  echo less >"$HOME_DIR/node/packages"
  runner packages
  [ "$(grep -c 'update$' "$CALLS")" -eq 1 ]
  [[ $(grep ' install ' "$CALLS") == *--force-confold* ]]
}

@test "what is installed is not asked of apt again" {
  stub dpkg-query 'printf installed'
  echo sudo >"$HOME_DIR/base/packages"
  runner packages
  [ "$status" -eq 0 ]
  ! grep -q apt-get "$CALLS"
}

@test "names every package that the archive does not have" {
  touch "$STUBS/apt-fails"
  stub apt-get '[[ ${*: -1} == update ]]'
  SLIPWAY_PACKAGES="git nonesuch" runner packages
  [ "$status" -ne 0 ]
  [[ $(failed '.tail | join("\n")') == *'no package "nonesuch" in the archive'* ]]
  [[ $(failed '.tail | join("\n")') != *'"git"'* ]]
}

@test "installs the user's packages at boot before execute" {
  recipe base/execute/10-a.sh <<<"echo execute >>$CALLS"
  SLIPWAY_PACKAGES="git fftw3" runner execute
  [ "$status" -eq 0 ]
  [[ $(grep -n . "$CALLS" | grep -e install -e execute | tr '\n' ' ') == *"install git fftw3"*execute* ]]
}

@test "all runs every stage in order, and a second boot only execute" {
  echo sudo >"$HOME_DIR/base/packages"
  for stage in prerecipe recipe execute; do
    recipe "base/$stage/10-a.sh" <<<"echo $stage >>$CALLS"
  done
  runner all
  [ "$status" -eq 0 ]
  [[ $(grep -e '^[a-z]*$' -e ' install ' "$CALLS" | tr '\n' ' ') == prerecipe\ *install\ sudo\ recipe\ execute\ * ]]
  : >"$CALLS"
  runner all
  [ "$(cat "$CALLS")" = execute ]
}

@test "report prints what each kind says, goes on after a failing one, and then fails" {
  recipe base/report/10-a.sh <<<"echo first; false"
  recipe node/report/10-b.sh <<<"echo second"
  runner report
  [ "$status" -eq 1 ]
  [ "$output" = $'== base/report/10-a.sh\nfirst\n== node/report/10-b.sh\nsecond' ]
  [ ! -e "$SLIPWAY_CONSOLE" ]
}

@test "a build's events go to stderr, which may be a socket" {
  recipe base/recipe/10-a.sh <<<"true"
  SLIPWAY_CONSOLE=stderr runner recipe
  [[ $output == *'slipway-event {"event":"done"'*'"boot":"build"}'* ]]
}
