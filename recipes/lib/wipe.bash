# Removing secrets that were used. Sourced by the runner; a reboot needs none of them.
# shellcheck shell=bash

# wipe_secrets: slipway's own, the setup script that has run, cloud-init's copies of the user data, and the seed
# disk where it can be written.
wipe_secrets() {
  local root=$SLIPWAY_ROOT cloud=$SLIPWAY_ROOT/var/lib/cloud/instances file files=()
  wait_for_cloud_init
  for file in "$root"/etc/slipway/{secrets/*,setup.sh} "$cloud"/*/{user-data,vendor-data,vendor-data2}.txt{,.i} \
    "$cloud"/*/{cloud-config.txt,obj.pkl,scripts/*} "$root"/run/cloud-init/{combined-cloud-config,instance-data-sensitive}.json; do
    if [[ -f $file ]]; then files+=("$file"); fi
  done
  wipe_files ${files[@]+"${files[@]}"}
  wipe_seed
}

# The NoCloud disk keeps its instance id, so that the next boot is one of the same instance, with nothing to do.
wipe_seed() {
  local device mount=$SLIPWAY_ROOT/run/slipway/seed
  for device in "$SLIPWAY_ROOT"/dev/disk/by-label/{CIDATA,cidata}; do
    [[ -e $device ]] || continue
    mkdir -p "$mount"
    if mount -t vfat -o rw,umask=077 "$device" "$mount" 2>/dev/null; then
      if [[ -f $mount/user-data ]]; then wipe_files "$mount/user-data"; fi
      printf '#cloud-config\n' >"$mount/user-data"
      umount "$mount"
    fi
    break
  done
}

# Its later stages still read what is about to go.
wait_for_cloud_init() {
  local run=$SLIPWAY_ROOT/run/cloud-init tries=0
  [[ -d $run ]] || return 0
  until [[ -e $run/result.json ]] || ((++tries > 600)); do
    sleep 1
  done
}

# Overwritten before they are cut: deleting alone leaves the blocks on the disk.
wipe_files() {
  (($#)) || return 0
  shred --iterations=1 --zero "$@" 2>/dev/null || true
  rm -f "$@"
}
