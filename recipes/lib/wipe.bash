# Removing secrets that were used. Sourced by the runner; a reboot needs none of them.
# shellcheck shell=bash

# wipe_secrets: slipway's own, cloud-init's copies of the user data, and the seed disk where it can be written.
wipe_secrets() {
  local root=$SLIPWAY_ROOT file
  wait_for_cloud_init
  for file in "$root"/etc/slipway/secrets/* "$root"/var/lib/cloud/instances/*/{user-data,vendor-data,vendor-data2}.txt{,.i} \
    "$root"/var/lib/cloud/instances/*/{cloud-config.txt,obj.pkl} "$root"/run/cloud-init/combined-cloud-config.json; do
    if [[ -f $file ]]; then wipe_file "$file"; fi
  done
}

# Its later stages still read what is about to go.
wait_for_cloud_init() {
  local run=$SLIPWAY_ROOT/run/cloud-init tries=0
  [[ -d $run ]] || return 0
  until [[ -e $run/result.json ]] || ((++tries > 1200)); do
    sleep 0.5
  done
}

# Overwritten before it is cut: deleting alone leaves the blocks on the disk.
wipe_file() {
  shred --iterations=1 --zero "$1" 2>/dev/null || true
  rm -f "$1"
}
