#!/usr/bin/env bash
# Mounts the master's shares. Inputs: SLIPWAY_MASTER_ADDRESS, SLIPWAY_MOUNT_DEADLINE_SEC (300). Re-runnable.
set -euo pipefail

readonly MASTER=$SLIPWAY_MASTER_ADDRESS
wait_sec=${SLIPWAY_MOUNT_DEADLINE_SEC:-300}
[[ $wait_sec =~ ^[0-9]+$ ]] || die "SLIPWAY_MOUNT_DEADLINE_SEC is no number: $wait_sec"
DEADLINE=$((SECONDS + wait_sec))

main() {
  modprobe nfsv4 || die "no NFS in this kernel"
  wait_for_server
  mount_share /home hard
  mount_share /scratch hard
  # Soft: root's login and keep-users must not wait for ever for a master that is away.
  mount_share /srv/slipway ro,soft,timeo=50,retrans=2,actimeo=3
  /usr/libexec/slipway/sync-users
}

port_open() {
  timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$MASTER" "$1" 2>/dev/null
}

wait_for_server() {
  until port_open 2049; do
    ((SECONDS < DEADLINE)) || explain_silence
    # Each look starts processes, which the master's boot beside it may need the processor for.
    sleep 1.5
  done
}

# ssh answers before NFS does, and is seldom blocked.
explain_silence() {
  if port_open 22; then
    die "the master $MASTER answers, but not on NFS port 2049: its NFS server does not run or the port is blocked"
  else
    die "the master $MASTER does not answer at all: it is not up, or this node has no way to it"
  fi
}

mount_share() {
  local share=$1 options=$2 said
  until mountpoint --quiet "$share"; do
    mkdir -p "$share"
    said=$(mount -t nfs4 -o "noatime,nosuid,nodev,retry=0,$options" "$MASTER:$share" "$share" 2>&1) && break
    ((SECONDS < DEADLINE)) || explain_refusal "$share" "$said"
    sleep 0.5
  done
}

explain_refusal() {
  case $2 in
    *denied* | *"No such file"*) die "the master $MASTER does not export $1 to this node ($SLIPWAY_ADDRESS): $2" ;;
    *) die "mounting $1 of the master $MASTER: $2" ;;
  esac
}

main
