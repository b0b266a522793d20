#!/usr/bin/env bash
# Own name, resolver, batch server's name, MPI's network. Inputs: SLIPWAY_NODE, DOMAIN, ADDRESS, CIDR, MASTER_ADDRESS. Re-runnable.
set -euo pipefail

# No other node is listed here: those names come from the master.
configure_host() {
  printf '%s\n' "$SLIPWAY_NODE" | tee /proc/sys/kernel/hostname >/etc/hostname
  printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n%s %s.%s %s\n' \
    "$SLIPWAY_ADDRESS" "$SLIPWAY_NODE" "$SLIPWAY_DOMAIN" "$SLIPWAY_NODE" >/etc/hosts
}

# The cluster's names come from the master, all others from where they came before.
configure_resolver() {
  local file=/etc/systemd/resolved.conf.d/slipway.conf wanted
  wanted=$(printf '%s\n' '[Resolve]' "DNS=$SLIPWAY_MASTER_ADDRESS" "Domains=$SLIPWAY_DOMAIN" LLMNR=no MulticastDNS=no DNSSEC=no)
  if [[ ! -f $file || $(<"$file") != "$wanted" ]]; then
    mkdir -p "${file%/*}"
    printf '%s\n' "$wanted" >"$file"
    systemctl try-restart --no-block systemd-resolved.service
  fi
}

configure_torque() {
  printf 'master.%s\n' "$SLIPWAY_DOMAIN" >/var/spool/torque/server_name
}

# Nodes may share the address of another network (a NAT's), so MPI must keep to the private one. Jobs share
# nodes, so ranks must not be bound: each job would bind to the same first cores.
configure_mpi() {
  cat >/etc/openmpi/openmpi-mca-params.conf <<CONF
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
