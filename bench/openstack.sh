#!/usr/bin/env bash
# npm run bench:openstack: measures slipway on an OpenStack that it starts on this computer, beside the raw API of the same
# cloud, and prints the figures; .slipway/bench-openstack.json has them as JSON.
# Arguments: numbers of servers to make without guests, default 1 10 50; `guests`: the part with real ones. Default: all.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../setup/openstack.bash
source setup/openstack.bash

main() {
  local -a words=("$@") counts=()
  local word guests="" failed=0
  [ ${#words[@]} -gt 0 ] || words=(1 10 50 guests)
  for word in "${words[@]}"; do
    if [ "$word" = guests ]; then guests=yes; else counts+=("$word"); fi
  done
  prepare_openstack
  if [ ${#counts[@]} -gt 0 ]; then measure fake "${counts[@]}" || failed=1; fi
  if [ -n "$guests" ]; then measure qemu || failed=1; fi
  say "written to .slipway/bench-openstack.json"
  return "$failed"
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

main "$@"
