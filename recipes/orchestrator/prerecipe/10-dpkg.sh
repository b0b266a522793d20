#!/usr/bin/env bash
# Leaves documentation and translations out of what is installed next. Re-runnable.
set -euo pipefail

# At image build the same file holds from the first package on: see build/root.sh.
cp "$SLIPWAY_HOME/orchestrator/prerecipe/dpkg.cfg" "$SLIPWAY_ROOT/etc/dpkg/dpkg.cfg.d/slipway"
cat >"$SLIPWAY_ROOT/etc/apt/apt.conf.d/80slipway" <<'CONF'
APT::Install-Recommends "false";
Acquire::Languages "none";
CONF
