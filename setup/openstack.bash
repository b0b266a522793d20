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
  trap remove_openstack EXIT
}

remove_openstack() {
  bash lab/openstack/run.sh down
  rm -rf "$TMPDIR"
}
