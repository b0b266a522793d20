#!/usr/bin/env bash
# npm run bench:openstack: measures slipway on an OpenStack that it starts on this computer, beside the raw API of the same
# cloud, and prints the figures; .slipway/bench-openstack.json has them as JSON.
# Arguments: numbers of servers to make without guests, default 1 10 50; `guests`: the part with real ones. Default: all.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../setup/log.bash
source setup/log.bash
# shellcheck source=../setup/packages.bash
source setup/packages.bash
# shellcheck source=../setup/node.bash
source setup/node.bash
# shellcheck source=../setup/toolchain.bash
source setup/toolchain.bash

main() {
  local -a words=("$@") counts=()
  local word guests="" failed=0
  [ ${#words[@]} -gt 0 ] || words=(1 10 50 guests)
  for word in "${words[@]}"; do
    if [ "$word" = guests ]; then guests=yes; else counts+=("$word"); fi
  done
  prepare
  if [ ${#counts[@]} -gt 0 ]; then measure fake "${counts[@]}" || failed=1; fi
  if [ -n "$guests" ]; then measure qemu || failed=1; fi
  say "written to .slipway/bench-openstack.json"
  return "$failed"
}

prepare() {
  check_node
  install_packages machines toolchain lab
  install_npm
  build_slipway
  TOOLCHAIN_OPTIONS=(--with openstack)
  use_toolchain
  # Inside the lab there is no way to Debian's packages.
  step "images" node -r ts-node/register/transpile-only test/openstack/support/images.ts
  TMPDIR="$(mktemp -d)"
  export TMPDIR
  trap clean_up EXIT
}

# measure DRIVER COUNT…: in a lab of its own.
measure() {
  local status=0
  bash lab/openstack/run.sh up --driver "$1" || return 1
  # By default a project has room for ten servers.
  bash lab/openstack/run.sh fault quota instances=-1 cores=-1 ram=-1 server_group_members=-1 port=-1 || return 1
  bash lab/openstack/run.sh exec node -r ts-node/register/transpile-only bench/openstack.ts "$@" || status=1
  bash lab/openstack/run.sh down
  return "$status"
}

clean_up() {
  bash lab/openstack/run.sh down
  rm -rf "$TMPDIR"
}

main "$@"
