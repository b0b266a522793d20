#!/usr/bin/env bash
# Time, names and munge for the cluster. Inputs: SLIPWAY_ADDRESS, CIDR, DOMAIN. Re-runnable.
set -euo pipefail

configure_time() {
  write_file /etc/chrony/chrony.conf <<CONF
pool 2.debian.pool.ntp.org iburst maxsources 2
driftfile /var/lib/chrony/chrony.drift
rtcsync
makestep 1 3
allow $SLIPWAY_CIDR
# All nodes agree with the master, also where no other clock can be reached.
local stratum 10
CONF
}

configure_names() {
  printf '%s master.%s master\n' "$SLIPWAY_ADDRESS" "$SLIPWAY_DOMAIN" | write_file /srv/slipway/hosts/master
  write_file /etc/slipway-dns.conf <<CONF
listen-address=$SLIPWAY_ADDRESS
bind-dynamic
no-hosts
hostsdir=/srv/slipway/hosts
# Its names and the addresses of its network are this server's alone: nobody else is asked, who might not answer.
domain=$SLIPWAY_DOMAIN,$SLIPWAY_CIDR,local
domain-needed
resolv-file=/run/systemd/resolve/resolv.conf
CONF
}

configure_time
configure_names
# Nothing here waits for them; the scheduler's unit comes after munge's.
systemctl start --no-block chrony.service slipway-dns.service munge.service
