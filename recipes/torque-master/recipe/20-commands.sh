#!/usr/bin/env bash
# The master's commands compiled: else the first call of each does it, while `pulumi up` waits. Re-runnable.
set -euo pipefail

python3 -m compileall -q /usr/lib/slipway-head
