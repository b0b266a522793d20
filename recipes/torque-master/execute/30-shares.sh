#!/usr/bin/env bash
# Shares /home, /scratch and the read-only /srv/slipway with the private network. Inputs: SLIPWAY_CIDR. Re-runnable.
set -euo pipefail

readonly SHARED=/srv/slipway

configure_shared() {
  mkdir -p "$SHARED"/{hosts,users,keys}
  touch "$SHARED"/users/{passwd,group} "$SHARED/known_hosts"
  [[ -s $SHARED/version ]] || echo 0 >"$SHARED/version"
}

configure_exports() {
  cat >/etc/exports <<CONF
/home $SLIPWAY_CIDR(rw,root_squash,no_subtree_check)
/scratch $SLIPWAY_CIDR(rw,root_squash,no_subtree_check)
$SHARED $SLIPWAY_CIDR(ro,root_squash,no_subtree_check)
CONF
}

start_nfs() {
  systemctl start nfs-server.service
  # The unit does not read the exports again when it runs already.
  exportfs -ra
}

check_nfs() {
  [[ $(</proc/fs/nfsd/threads) -gt 0 ]] || die "the NFS server has no threads: $(journalctl -u nfs-server -n 3 -o cat)"
}

configure_shared
configure_exports
start_nfs
check_nfs
