#!/usr/bin/env bash
# npm run bench: measures slipway on this computer and prints the figures; .slipway/bench.json has them as JSON.
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

check_node
install_packages machines toolchain
install_npm
build_slipway
use_toolchain
exec node -r ts-node/register/transpile-only bench/main.ts
