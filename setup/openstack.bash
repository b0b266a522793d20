#!/usr/bin/env bash
# What programs in an OpenStack on this computer need (docs/lab-openstack.md), whether they test or measure.
# shellcheck source=setup/log.bash
source setup/log.bash
# shellcheck source=setup/packages.bash
source setup/packages.bash
# shellcheck source=setup/node.bash
source setup/node.bash
# shellcheck source=setup/toolchain.bash
source setup/toolchain.bash

# Everything that must be there before a lab is up; at this shell's end the lab and its temporary files go.
prepare_openstack() {
  local lab
  check_node
  install_packages machines toolchain lab
  install_npm
  TMPDIR="$(mktemp -d)"
  export TMPDIR
  trap remove_openstack EXIT
  # Packages are unpacked one after the other, on one processor: the rest is done meanwhile. Not on a terminal, whose live
  # line belongs to the steps below.
  { bash lab/openstack/run.sh prepare 2>&1 | cat; } &
  lab=$!
  build_slipway
  TOOLCHAIN_OPTIONS=(--with openstack)
  use_toolchain
  # Inside the lab there is no way to Debian's packages.
  step "images" node -r ts-node/register/transpile-only test/openstack/support/images.ts
  wait "$lab"
}

remove_openstack() {
  # A lab that is still being prepared would be torn in the middle.
  wait
  bash lab/openstack/run.sh down
  rm -rf "$TMPDIR"
}
