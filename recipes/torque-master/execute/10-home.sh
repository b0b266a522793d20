#!/usr/bin/env bash
# /home on its volume. Inputs: SLIPWAY_HOME_VOLUME, the disk's serial, or empty. Re-runnable: never formats a disk that holds anything.
set -euo pipefail

[[ -n ${SLIPWAY_HOME_VOLUME:-} ]] || exit 0
# A virtio serial has 20 characters at most.
device=/dev/disk/by-id/virtio-${SLIPWAY_HOME_VOLUME:0:20}

format_home() {
  local type='' content
  content=$(blkid --probe --output export "$device" || true)
  [[ $content =~ (^|$'\n')TYPE=([^$'\n']+) ]] && type=${BASH_REMATCH[2]}
  if [[ -z $content ]]; then
    # blkid knows file systems, not every content: a disk that does not begin with zeros is somebody's.
    cmp --quiet --bytes=1048576 "$device" /dev/zero || die "volume $SLIPWAY_HOME_VOLUME holds unknown data: not formatting it"
    mkfs.ext4 -q -m 0 -L slipway-home "$device"
  elif [[ $type != ext4 ]]; then
    die "volume $SLIPWAY_HOME_VOLUME holds ${type:-a partition table}, not ext4: not touching it"
  fi
}

mount_home() {
  mountpoint --quiet /home || mount -o noatime,nosuid,nodev "$device" /home
  # Only does something when the disk has grown.
  resize2fs "$device" 2>&1
}

wait_for 60 "the disk of volume $SLIPWAY_HOME_VOLUME" test -b "$device"
format_home
mount_home
