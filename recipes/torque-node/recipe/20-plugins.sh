#!/usr/bin/env bash
# Slurm without the plugins of other machines than ours. Re-runnable.
set -euo pipefail

PLUGINS=${SLIPWAY_SLURM_PLUGINS:-/usr/lib/$(uname -m)-linux-gnu/slurm-wlm}

# Every command and every job loads all plugins of this kind that are there, whichever is configured. Put aside rather
# than removed: the package's updates follow them.
set_aside() {
  local plugin
  mkdir -p "$PLUGINS/unused"
  for plugin in select_cons_res select_cray_aries select_linear; do
    dpkg-divert --quiet --local --rename --divert "$PLUGINS/unused/$plugin.so" --add "$PLUGINS/$plugin.so"
  done
}

set_aside
