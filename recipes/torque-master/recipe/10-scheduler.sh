#!/usr/bin/env bash
# Where the scheduler keeps its state, and the ports that are root's alone. Re-runnable.
set -euo pipefail

mkdir -p /var/lib/slurm/slurmctld /var/log/slurm
chown slurm: /var/lib/slurm /var/lib/slurm/slurmctld /var/log/slurm
systemctl disable nfs-server.service slurmctld.service
if [[ -d /run/systemd/system ]]; then
  systemctl stop nfs-server.service slurmctld.service
  # No user may take the place of the NFS server: see /etc/sysctl.d/60-slipway-ports.conf.
  systemctl restart systemd-sysctl.service
fi
