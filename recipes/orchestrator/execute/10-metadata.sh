#!/usr/bin/env bash
# Lets only root ask the cloud's metadata service, which gives the user data to whoever asks. Re-runnable.
set -euo pipefail

cloud=$(cat /run/cloud-init/cloud-id 2>/dev/null || true)
[[ $cloud != nocloud && $cloud != none ]] || exit 0

nft -f - <<'RULES'
table inet slipway-metadata
delete table inet slipway-metadata
table inet slipway-metadata {
  chain output {
    type filter hook output priority 0
    ip daddr 169.254.169.254 meta skuid != 0 reject
    ip6 daddr fe80::a9fe:a9fe meta skuid != 0 reject
  }
}
RULES
