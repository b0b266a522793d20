#!/usr/bin/env bash
# Makes the runner start at each boot, and the network come from cloud-init through networkd. Re-runnable.
set -euo pipefail

mkdir -p /etc/slipway/secrets /var/lib/slipway
chmod 0700 /etc/slipway /etc/slipway/secrets
systemctl enable slipway.service systemd-networkd.service systemd-resolved.service
