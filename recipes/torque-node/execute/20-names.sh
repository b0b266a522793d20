#!/usr/bin/env bash
# Own name, resolver, batch server's name, MPI's network. Inputs: SLIPWAY_NODE, DOMAIN, ADDRESS, CIDR, MASTER_ADDRESS. Re-runnable.
set -euo pipefail

# No other node is listed here: those names come from the master.
configure_host() {
  printf '%s\n' "$SLIPWAY_NODE" >/proc/sys/kernel/hostname
  printf '%s\n' "$SLIPWAY_NODE" | write_file /etc/hostname
  printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n%s %s.%s %s\n' \
    "$SLIPWAY_ADDRESS" "$SLIPWAY_NODE" "$SLIPWAY_DOMAIN" "$SLIPWAY_NODE" | write_file /etc/hosts
}

# The cluster's names come from the master, all others from where they came before.
configure_resolver() {
  local file=/etc/systemd/resolved.conf.d/slipway.conf zone wanted had=
  zone=$(reverse_zone)
  wanted=$(printf '%s\n' '[Resolve]' "DNS=$SLIPWAY_MASTER_ADDRESS" "Domains=$SLIPWAY_DOMAIN ~$zone" LLMNR=no MulticastDNS=no DNSSEC=no)
  [[ ! -f $file ]] || had=$(<"$file")
  if [[ $had != "$wanted" ]]; then
    mkdir -p "${file%/*}"
    printf '%s\n' "$wanted" >"$file"
    systemctl try-restart --no-block systemd-resolved.service
  fi
}

# The zone of the network's addresses. The scheduler asks for the name of each that calls it, and where no other name
# server answers, as without a way out, it would wait longer than its callers do.
reverse_zone() {
  local a b c
  IFS=. read -r a b c _ <<<"$SLIPWAY_CIDR"
  case ${SLIPWAY_CIDR#*/} in
    2[4-9] | 3?) printf '%s.%s.%s.in-addr.arpa' "$c" "$b" "$a" ;;
    *) printf '%s.%s.in-addr.arpa' "$b" "$a" ;;
  esac
}

configure_torque() {
  printf 'master.%s\n' "$SLIPWAY_DOMAIN" | write_file /var/spool/torque/server_name
}

# Nodes may share the address of another network (a NAT's), so MPI must keep to the private one. Jobs share
# nodes, so ranks must not be bound: each job would bind to the same first cores.
configure_mpi() {
  write_file /etc/openmpi/openmpi-mca-params.conf <<CONF
btl_tcp_if_include = $SLIPWAY_CIDR
oob_tcp_if_include = $SLIPWAY_CIDR
# What other networks need is not even loaded: that takes longer than many programs run.
btl = tcp,vader,self
pml = ob1
mtl = ^ofi,psm,psm2
osc = ^ucx
hwloc_base_binding_policy = none
CONF
}

configure_host
configure_resolver
configure_torque
configure_mpi
