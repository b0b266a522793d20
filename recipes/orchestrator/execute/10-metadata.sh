#!/usr/bin/env bash
# Looks whether only root can ask the cloud's metadata service, which gives the user data to whoever asks:
# slipway-metadata.service closes it before sshd starts; at a stock image's first boot it comes only now. Re-runnable.
set -euo pipefail

is_closed() {
  local rules
  rules=$(ip rule show pref 10) || return
  [[ $rules == *"to 169.254.169.254 uidrange 1-4294967294 prohibit"* ]]
}

is_closed && exit 0
systemctl restart slipway-metadata.service
is_closed || die "users of this node can ask the cloud's metadata service: see systemctl status slipway-metadata.service"
