#!/usr/bin/env bash
# Shares /home, /scratch and the read-only /srv/slipway with the private network.
# Inputs: SLIPWAY_CIDR, NODE, DOMAIN, ADDRESS. Re-runnable.
set -euo pipefail

readonly SHARED=/srv/slipway

configure_shared() {
  mkdir -p "$SHARED"/{hosts,users,keys}
  touch "$SHARED"/users/{passwd,group} "$SHARED/known_hosts"
  [[ -s $SHARED/version ]] || echo 0 >"$SHARED/version"
}

# Users hop to the master too, without a question. The workers' keys come when they join.
publish_host_key() {
  local type key line names=$SLIPWAY_NODE,$SLIPWAY_NODE.$SLIPWAY_DOMAIN,$SLIPWAY_ADDRESS
  # cloud-init writes it without an end of line, which read takes for a failure.
  read -r type key _ </etc/ssh/ssh_host_ed25519_key.pub || [[ -n $key ]]
  line="$names $type $key"
  grep -qxF "$line" "$SHARED/known_hosts" && return 0
  sed -i "/^$SLIPWAY_NODE,/d" "$SHARED/known_hosts"
  printf '%s\n' "$line" >>"$SHARED/known_hosts"
  printf '%s\n' "$EPOCHREALTIME" >"$SHARED/version"
}

configure_exports() {
  write_file /etc/exports <<CONF
/home $SLIPWAY_CIDR(rw,root_squash,no_subtree_check)
/scratch $SLIPWAY_CIDR(rw,root_squash,no_subtree_check)
$SHARED $SLIPWAY_CIDR(ro,root_squash,subtree_check)
CONF
}

start_nfs() {
  systemctl start nfs-server.service
  # The unit does not read the exports again when it runs already.
  exportfs -ra
}

check_nfs() {
  local threads
  threads=$(</proc/fs/nfsd/threads)
  [[ $threads =~ ^[1-9][0-9]*$ ]] || die "the NFS server has no threads: $(journalctl -u nfs-server -n 3 -o cat)"
}

configure_shared
publish_host_key
configure_exports
start_nfs
check_nfs
