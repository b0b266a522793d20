#!/usr/bin/env bash
# The cluster's munge key. Inputs: secrets/munge.key at the first boot, later none. Re-runnable.
set -euo pipefail

secret=/etc/slipway/secrets/munge.key
key=/etc/munge/munge.key

if [[ -f $secret ]]; then
  size=$(stat -c %s "$secret")
  [[ $size =~ ^[0-9]+$ ]] || die "no size of $secret: $size"
  ((size >= 32)) || die "the munge key in $secret has fewer than 32 bytes"
  install -o munge -g munge -m 0400 "$secret" "$key"
elif [[ ! -f $key ]]; then
  die "no munge key: $secret is absent and none was installed by an earlier boot"
fi
