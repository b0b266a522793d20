#!/usr/bin/env bash
# The Pulumi CLI and its plugins, on PATH of this shell. What is installed where: toolchain/README.md.

# Options of toolchain/install.sh, for those who need the plugin of a single platform.
TOOLCHAIN_OPTIONS=()

use_toolchain() {
  step "Pulumi toolchain" toolchain/install.sh "${TOOLCHAIN_OPTIONS[@]}"
  eval "$(toolchain/install.sh "${TOOLCHAIN_OPTIONS[@]}" --print-env)"
}
