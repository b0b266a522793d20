#!/usr/bin/env bash
# First process of a build's namespaces: build/init.sh COMMAND…
#
# Ends with COMMAND, or as soon as the caller is gone: stdin is a pipe that the caller holds open and never writes to.
# With the first process of a process namespace the kernel ends all others, so no build outlives its caller.
set -euo pipefail
umask 022

mount -t proc proc /proc
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
cat <&3 >/dev/null &

code=0
wait -n || code=$?
if kill -0 "$command" 2>/dev/null; then
  echo "error: the build was stopped: its caller is gone" >&2
  code=1
fi
exit "$code"
