#!/usr/bin/env bash
# Runs a command in a mount namespace of its own where this computer looks large enough for a hundred workers, so that
# their preview can be timed anywhere. Nothing is made there: only /proc/meminfo and one folder look different.
# Arguments: folder whose disk shall look large (must be empty), then the command.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  exec unshare --user --map-root-user --mount "$0" --inside "$@"
fi
folder="$2"
shift 2
meminfo="$(mktemp)"
awk '/^Mem(Total|Free|Available):/ { $2 = 1024 ^ 3 } { print }' /proc/meminfo >"$meminfo"
mount --bind "$meminfo" /proc/meminfo
mount -t tmpfs -o size=8T tmpfs "$folder"
exec "$@"
