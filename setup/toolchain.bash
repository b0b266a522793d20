#!/usr/bin/env bash
# The Pulumi CLI and its plugins, on PATH of this shell. What is installed where: toolchain/README.md.

use_toolchain() {
  step "Pulumi toolchain" toolchain/install.sh
  eval "$(toolchain/install.sh --print-env)"
}
