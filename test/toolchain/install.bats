#!/usr/bin/env bats
# What toolchain/install.sh decides: nothing here reaches a network or builds anything.

bats_require_minimum_version 1.5.0
load helpers

setup() {
  make_sandbox
}

@test "a pulumi on PATH that is new enough is used" {
  stub_pulumi v3.238.0
  stub_silent_site
  stub_go go1.26.0
  install_toolchain
  [ "$status" -eq 0 ]
  stderr_has "using $SANDBOX/bin/pulumi (version v3.238.0"
  [ "$(calls_of 'build.*/cmd/pulumi$')" -eq 0 ]
  [ "$(calls_of '^pulumi plugin install resource random 4.21.2 --file')" -eq 1 ]
}

@test "a pulumi that is too old is passed over, with the reason" {
  stub_pulumi v3.237.9
  stub_silent_site
  stub_go go1.26.0
  install_toolchain
  [ "$status" -eq 0 ]
  stderr_has "$SANDBOX/bin/pulumi is version v3.237.9"
  [ "$(calls_of 'build.*/cmd/pulumi$')" -eq 1 ]
  [ "$(calls_of '^built-pulumi plugin install resource random 4.21.2 --file')" -eq 1 ]
}

@test "a pulumi without a language host is passed over" {
  stub_pulumi v3.300.0
  rm "$SANDBOX/bin/pulumi-language-nodejs"
  stub_silent_site
  stub_go go1.26.0
  install_toolchain
  [ "$status" -eq 0 ]
  stderr_has "has no pulumi-language-nodejs"
}

@test "the environment alone goes to stdout, and it holds paths with spaces" {
  export XDG_CACHE_HOME="$SANDBOX/my cache"
  stub_silent_site
  stub_go go1.26.0
  install_toolchain --print-env
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 4 ]
  eval "$output"
  [ -x "$(type -P pulumi)" ]
  [[ $PATH == "$XDG_CACHE_HOME"/*"$SANDBOX/repo/node_modules/@pulumi/pulumi:"* ]]
  [[ $PULUMI_HOME == "$XDG_CACHE_HOME"/* ]]
  [ "$PULUMI_CREDENTIALS_PATH" = "$HOME/.pulumi" ]
  [ "$PULUMI_SKIP_UPDATE_CHECK" = 1 ]
}

@test "the second run does nothing, even with our own pulumi on PATH" {
  stub_silent_site
  stub_go go1.26.0
  install_toolchain --print-env
  eval "$output"
  first=$output
  : >"$CALLS"
  install_toolchain --print-env
  [ "$status" -eq 0 ]
  [ ! -s "$CALLS" ]
  [ -z "$stderr" ]
  [ "${lines[1]}" = "$(sed -n 2p <<<"$first")" ]
}

@test "what was built before a failure is kept" {
  stub_silent_site
  stub_go go1.26.0
  BREAKS=pulumi-resource-random install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "compiler says no"
  install_toolchain
  [ "$status" -eq 0 ]
  [ "$(calls_of 'build.*/cmd/pulumi$')" -eq 1 ]
}

@test "two runs at once build each piece once" {
  stub_silent_site
  stub_go go1.26.0
  "$SANDBOX/repo/toolchain/install.sh" 2>/dev/null &
  other=$!
  install_toolchain
  wait "$other"
  [ "$status" -eq 0 ]
  [ "$(calls_of 'go .* build')" -eq 3 ]
}

@test "fails with the ways out when the site is silent and there is neither Go nor pip" {
  stub_silent_site
  install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "no go on PATH, Go 1.25.0 is needed"
  stderr_has "put a pulumi >= 3.238.0 on PATH"
}

@test "fails with the ways out when Go is too old and PyPI does not answer" {
  stub_silent_site
  stub_go go1.19.8
  stub python3 <<<'case "$*" in *--version*) exit 0 ;; *) echo "no route to pypi.org"; exit 1 ;; esac'
  install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "go1.19.8 on PATH, Go 1.25.0 is needed"
  stderr_has "no route to pypi.org"
  stderr_has "HTTPS_PROXY"
}

@test "fails with the hosts that were tried when no registry answers" {
  stub_silent_site
  stub_go go1.26.0
  REGISTRY_DOWN=1 install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "neither Pulumi's download site nor the Go module registry answers"
  stderr_has "get.pulumi.com, github.com"
  stderr_has "proxy.golang.org"
  [ "$(calls_of 'go .* build')" -eq 0 ]
}

@test "the plugin of a platform is built only when it is asked for" {
  stub_silent_site
  stub_go go1.26.0
  install_toolchain
  [ "$status" -eq 0 ]
  [ "$(calls_of 'build.*pulumi-resource-openstack')" -eq 0 ]
  [ "$(calls_of 'plugin install resource openstack')" -eq 0 ]
  install_toolchain --with openstack --print-env
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq 4 ]
  [ "$(calls_of 'build.*pulumi-resource-openstack')" -eq 1 ]
  [ "$(calls_of 'plugin install resource openstack 3.15.2 --file')" -eq 1 ]
  [ "$(calls_of 'build.*/cmd/pulumi$')" -eq 1 ]
  : >"$CALLS"
  install_toolchain --with openstack
  [ ! -s "$CALLS" ]
}

# change_language_host SCRIPT: foreign code of one line, and a change to it.
change_language_host() {
  local module=$SANDBOX/repo/toolchain/go/language-nodejs
  mkdir -p "$SANDBOX/foreign"
  echo 'package main' >"$SANDBOX/foreign/main.go"
  : >"$module/go.sum"
  printf '%s\n' "$1" >"$module/change.sed"
}

@test "foreign code is changed before it is built" {
  change_language_host 's/^package main/package main \/\/ changed/'
  stub_silent_site
  stub_go go1.26.0
  install_toolchain
  [ "$status" -eq 0 ]
  [ "$(calls_of 'go -C .*pulumi-language-nodejs.src build .* \.$')" -eq 1 ]
  [ -z "$(find "$SANDBOX/cache" -name '*.src')" ]
}

@test "fails when a change does not fit the foreign code" {
  change_language_host 's/^package other/package main/'
  stub_silent_site
  stub_go go1.26.0
  install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "change.sed does not fit"
}

@test "fails for a plugin that nobody has to ask for, or that there is not" {
  install_toolchain --with random
  [ "$status" -eq 1 ]
  stderr_has "no optional plugin random"
  stderr_has "these are: openstack"
  install_toolchain --with
  [ "$status" -eq 2 ]
}

@test "fails with all missing tools at once" {
  rm "$SANDBOX"/tools/{flock,node}
  install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "not installed: node flock"
}
