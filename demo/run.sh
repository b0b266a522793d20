#!/usr/bin/env bash
# npm run demo: sets up what is missing, right after a clone if need be, then makes a cluster on this computer and tests it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../setup/log.bash
source setup/log.bash
# shellcheck source=../setup/packages.bash
source setup/packages.bash
# shellcheck source=../setup/node.bash
source setup/node.bash

# The stages' times go to the table at the end.
SLIPWAY_STAGES="$(mktemp)"
export SLIPWAY_STAGES
trap 'rm -f "$SLIPWAY_STAGES"' EXIT

check_node
case " $* " in
  *" --help "* | *" -h "* | *" --destroy "*) ;;
  *) install_packages machines toolchain ;;
esac
install_npm
build_slipway
node -r ts-node/register/transpile-only demo/main.ts "$@"
