#!/usr/bin/env bash
# What the boot cost and what failed in it.
set -euo pipefail

systemd-analyze time 2>/dev/null || true
systemctl --failed --no-legend --plain
cat /run/slipway/failed 2>/dev/null || true
