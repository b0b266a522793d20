#!/usr/bin/env bash
# Where the scheduler keeps its state. Re-runnable.
set -euo pipefail

mkdir -p /var/lib/slurm/slurmctld /var/log/slurm
chown slurm: /var/lib/slurm /var/lib/slurm/slurmctld /var/log/slurm
systemctl disable nfs-server.service slurmctld.service
[[ ! -d /run/systemd/system ]] || systemctl stop nfs-server.service slurmctld.service
