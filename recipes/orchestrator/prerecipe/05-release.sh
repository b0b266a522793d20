#!/usr/bin/env bash
# Refuses a stock image of another Debian before anything is installed: its Slurm does not talk to this cluster's. Re-runnable.
set -euo pipefail

readonly WANTED=13

VERSION_ID='' PRETTY_NAME=''
# shellcheck source=/dev/null
source "$SLIPWAY_ROOT/etc/os-release"
[[ $VERSION_ID == "$WANTED" ]] || die "this image is ${PRETTY_NAME:-not Debian}; slipway's recipes are for Debian $WANTED"
