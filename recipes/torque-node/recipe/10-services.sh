#!/usr/bin/env bash
# What every node of a batch cluster has the same. Re-runnable.
set -euo pipefail

# No service starts by itself: execute starts each when what it needs is there, at every boot.
stop_services() {
  local units=(munge.service chrony.service nfs-client.target)
  systemctl disable "${units[@]}"
  # On a machine that runs already, their packages have started them.
  [[ ! -d /run/systemd/system ]] || systemctl stop "${units[@]}"
  # NFS 4 needs none of these.
  systemctl mask rpcbind.service rpcbind.socket rpc-statd.service rpc-statd-notify.service nfs-blkmap.service \
    nfs-idmapd.service rpc-gssd.service rpc-svcgssd.service auth-rpcgss-module.service
}

# The package made a key; an image that carries one would give it to every cluster.
configure_munge() {
  rm -f /etc/munge/munge.key
}

configure_users() {
  mkdir -p /var/lib/extrausers /var/lib/slipway/keys
  touch /var/lib/extrausers/{passwd,group,shadow}
  chmod 0640 /var/lib/extrausers/shadow
  sed -i -E '/^(passwd|group|shadow):/{/extrausers/!s/files/files extrausers/}' /etc/nsswitch.conf
}

# The login service of a stock image runs since before its new configuration came.
reload_sshd() {
  [[ ! -d /run/systemd/system ]] || systemctl try-reload-or-restart ssh.service
}

configure_torque() {
  mkdir -p /var/spool/torque/aux /scratch /srv/slipway
  # Root's: see job-prolog.
  chmod 0755 /var/spool/torque/aux
}

stop_services
configure_munge
configure_users
reload_sshd
configure_torque
systemctl enable slipway-users.service slipway-users-disk.service
[[ ! -d /run/systemd/system ]] || systemctl start --no-block slipway-users.service
