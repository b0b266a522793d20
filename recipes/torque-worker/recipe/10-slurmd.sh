#!/usr/bin/env bash
# Where the execution daemon keeps its state; it starts when the shares are mounted. Re-runnable.
set -euo pipefail

mkdir -p /var/lib/slurm/slurmd
systemctl disable slurmd.service
[[ ! -d /run/systemd/system ]] || systemctl stop slurmd.service
