#!/usr/bin/env bash
# Runs a build script as root of a user namespace whose accounts are nobody's here: build/confine.sh SCRIPT WORK RECIPES PARENT ARG…
#
# To be started with `unshare --mount` by root, or with `--map-root-user --map-auto` too by anybody else. What packages run is
# then neither the host's root nor the caller, and can do to the host what a stranger could. WORK, RECIPES and PARENT, with
# what lies beside it, are shown to it below /mnt, as the folders they lie in may be closed to strangers.
set -euo pipefail

script=$1 work=$2 recipes=$3 parent=$4
shift 4
view=/mnt

main() {
  local owner first count code=0
  find_accounts
  owner=$(stat -c %u:%g "$work")
  show_files
  # The folder it was started in may be closed to strangers as well; a home is.
  cd /
  # Keeps the namespace until it is entered, and no longer than the caller lives.
  unshare --user cat <&0 >/dev/null &
  holder=$!
  trap 'kill "$holder"' EXIT
  map_accounts "$holder"
  chown "$first:$first" "$view/work"
  HOME=/ nsenter --user --target "$holder" -- unshare --mount --pid --ipc --uts --fork --kill-child -- \
    bash "$view/recipes/build/init.sh" bash "$view/recipes/build/$script" \
    "$view/work" "$view/recipes" "${parent:+$view/parent/${parent##*/}}" "$@" || code=$?
  chown "$owner" "$view/work"
  find "$view/work" -mindepth 1 -maxdepth 1 -type f -exec chown "$owner" {} +
  return "$code"
}

# Sets `first` and `count`. Where all accounts of the host are seen: some above those of containers, which nobody has
# (https://systemd.io/UIDS-GIDS). In a namespace: all that it has but its root, which is the caller.
find_accounts() {
  local inside outside
  read -r inside outside count </proc/self/uid_map
  if [[ "$inside $outside $count" == '0 0 4294967295' ]]; then
    first=1879048192 count=65536
  else
    first=1 count=65535
  fi
}

# By open files, not by paths: they may lie below the view itself.
show_files() {
  local beside=${parent%/*}
  exec 3<"$work" 4<"$recipes" 5<"${beside:-$recipes}"
  mount -t tmpfs -o mode=0755 slipway-build "$view"
  mkdir "$view/work" "$view/recipes" "$view/parent"
  mount --no-canonicalize --bind /proc/self/fd/3 "$view/work"
  mount --no-canonicalize --bind /proc/self/fd/5 "$view/parent"
  cp -r /proc/self/fd/4/. "$view/recipes"
  chmod -R u=rwX,go=rX "$view/recipes"
  exec 3<&- 4<&- 5<&-
}

# map_accounts PID: from 0 on to the range, once the process has its namespace.
map_accounts() {
  local own table
  own=$(readlink "/proc/$$/ns/user")
  # may fail: then the process is gone, which the next line says
  until [[ $(readlink "/proc/$1/ns/user") != "$own" ]]; do
    kill -0 "$1"
    sleep 0.01
  done
  for table in uid_map gid_map; do
    echo "0 $first $count" >"/proc/$1/$table"
  done
}

main "$@"
