#!/usr/bin/env bash
# Makes the runner start at each boot. Re-runnable.
set -euo pipefail

mkdir -p /etc/slipway/secrets /var/lib/slipway
chmod 0700 /etc/slipway /etc/slipway/secrets
systemctl enable slipway.service slipway-metadata.service
