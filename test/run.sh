#!/usr/bin/env bash
# npm test: sets up what the tests need, right after a clone if need be, then runs every check that needs no virtual machine.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=setup/log.bash
source setup/log.bash
# shellcheck source=setup/packages.bash
source setup/packages.bash
# shellcheck source=setup/node.bash
source setup/node.bash

check_node
install_packages tests
install_npm
exec bash test/run/check.sh
