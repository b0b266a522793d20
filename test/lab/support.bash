#!/usr/bin/env bash
# Loads parts of the OpenStack lab.

LAB="$BATS_TEST_DIRNAME/../../lab/openstack"

load_parts() {
  local part
  source "$BATS_TEST_DIRNAME/../../setup/log.bash"
  # shellcheck source=/dev/null
  for part in "$@"; do source "$LAB/lib/$part.bash"; done
}
