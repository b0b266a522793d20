#!/usr/bin/env bash
# A file system of its own for all that users may write on this node: /tmp, /var/tmp, the jobs' files of slots, on the
# head /scratch and, without a volume, /home. What they fill is theirs; services, their state and the next boot have
# the rest, in blocks as well as in inodes. A file, made whole at once, because every image has room for one, and not
# every image another partition. Inputs: SLIPWAY_ROLE, SLIPWAY_HOME_VOLUME. Re-runnable: made at the first boot only.
set -euo pipefail

readonly ROOT=${SLIPWAY_ROOT:-}
readonly DISK=$ROOT/var/lib/slipway/users
# What services keep: of the free space two fifths, but at least enough for logs, packages and the scheduler's state.
readonly KEEP_PERCENT=40 KEEP_LEAST_MIB=512 KEEP_MOST_MIB=16384 LEAST_MIB=128

# folder on the disk → where users find it
declare -A PLACES=([tmp]=/tmp [vartmp]=/var/tmp [aux]=/var/spool/torque/aux)
if [[ $SLIPWAY_ROLE != *-worker ]]; then
  PLACES[scratch]=/scratch
  [[ -n ${SLIPWAY_HOME_VOLUME:-} ]] || PLACES[home]=/home
fi

size_mib() {
  local free keep
  free=$(df --block-size=1M --output=avail "${DISK%/*}" | tail -n 1)
  free=${free// /}
  [[ $free =~ ^[0-9]+$ ]] || die "free space of ${DISK%/*} not known: $free" || return
  keep=$((free * KEEP_PERCENT / 100))
  keep=$((keep < KEEP_LEAST_MIB ? KEEP_LEAST_MIB : keep > KEEP_MOST_MIB ? KEEP_MOST_MIB : keep))
  if ((free - keep < LEAST_MIB)); then
    die "disk full: / has ${free} MiB free, too few for the users' files and ${keep} MiB for services" || return
  fi
  echo $((free - keep))
}

make_disk() {
  local size folder skeleton=$ROOT/run/slipway/users-disk
  size=$(size_mib)
  rm -rf "$skeleton" "$DISK.img.new"
  mkdir -p "${PLACES[@]/#/$ROOT}" "$DISK" "$skeleton"
  (cd "$skeleton" && mkdir "${!PLACES[@]}" && chmod 1777 tmp vartmp)
  [[ -z ${PLACES[home]:-} ]] || cp -a "$ROOT/home/." "$skeleton/home/"
  {
    printf '/dev/loop0 %s ext4 noatime,nosuid,nodev 0 0\n' "$DISK"
    for folder in "${!PLACES[@]}"; do
      printf '%s %s none bind 0 0\n' "$DISK/$folder" "${PLACES[$folder]}"
    done
  } | write_file "$DISK.fstab"
  (umask 077 && fallocate --length "${size}M" "$DISK.img.new")
  # The file is all zeros, so nothing has to be zeroed now or later.
  mke2fs -q -t ext4 -m 1 -E assume_storage_prezeroed=1,nodiscard -L slipway-users -d "$skeleton" "$DISK.img.new"
  mv "$DISK.img.new" "$DISK.img"
  rm -rf "$skeleton"
}

# What cloud-init and Debian make for all in /run: whoever fills that stops services and the journal.
close_run() {
  local folder
  for folder in "$ROOT"/run/lock "$ROOT"/run/cloud-init/tmp; do
    [[ ! -d $folder ]] || chmod go-w "$folder"
  done
}

close_run
[[ -e $DISK.img ]] || make_disk
mountpoint --quiet "$DISK" || systemctl restart slipway-users-disk.service
