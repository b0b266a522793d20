#!/usr/bin/env bash
# Makes the root file system of one image: build/root.sh WORK RECIPES PARENT SUITE MIRROR KIND…
#
# WORK gets root/, root.tar.zst, special.txt and lists.txt; PARENT is the parent's root.tar.zst, or "" to start with mmdebstrap; KIND… is
# the parents-first list. SLIPWAY_PACKAGES: the user's packages. Needs root, of a user namespace at least; leaves no mount behind.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE[0]%/*}/archive.bash"

work=$1 recipes=$2 parent=$3 suite=$4 mirror=$5
shift 5
kinds=("$@")
root=$work/root

main() {
  if [[ -n $parent ]]; then
    unpack_root "$parent" "$root"
  else
    bootstrap
  fi
  add_recipes
  for stage in prerecipe packages recipe; do
    in_root /usr/lib/slipway/run.sh "$stage"
  done
  clean
  pack_root "$root" "$work/root.tar.zst"
}

bootstrap() {
  local security=${mirror%/}-security
  mmdebstrap --mode=root --variant=minbase --format=directory --include=ca-certificates \
    --dpkgopt="$recipes/orchestrator/prerecipe/dpkg.cfg" "$suite" "$root" \
    "deb $mirror $suite main" "deb $mirror $suite-updates main" "deb $security $suite-security main"
  # The recipes put the same into a file of our own.
  rm "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
}

add_recipes() {
  local home=$root/usr/lib/slipway kind
  rm -rf "$home"
  mkdir -p "$home"
  cp -r "$recipes/run.sh" "$recipes/lib" "$home/"
  for kind in "${kinds[@]}"; do
    cp -r "$recipes/$kind" "$home/"
  done
  printf '%s\n' "${kinds[@]}" >"$home/kinds"
  chown -R 0:0 "$home"
  chmod -R u=rwX,go=rX "$home"
  chmod 0755 "$home/run.sh"
}

# Runs a command in the root, in namespaces of its own, which end with it.
in_root() {
  rm -f "$root/etc/resolv.conf"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 0755 "$root/usr/sbin/policy-rc.d"
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 SLIPWAY_CONSOLE=stderr \
    SLIPWAY_BUILD=1 SLIPWAY_PACKAGES="${SLIPWAY_PACKAGES:-}" \
    unshare --mount --pid --ipc --uts --fork --kill-child -- bash "$recipes/build/enter.sh" "$root" "$@"
}

# What must not be in an image: identities, caches, lists, device nodes (only root's mmdebstrap can make them, and each
# boot mounts its own).
clean() {
  find "$root/dev" -mindepth 1 -delete
  dates_of_lists >"$work/lists.txt"
  find "$root/var/lib/apt/lists" -type f -delete
  rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb \
    "$root"/etc/ssh/ssh_host_* "$root"/var/lib/dbus/machine-id "$root"/var/log/slipway "$root"/usr/sbin/policy-rc.d \
    "$root"/var/lib/systemd/random-seed "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old "$root"/root/.bash_history
  # Empty, not missing: the first boot makes one, but does not apply presets to all units.
  : >"$root/etc/machine-id"
  # Says that nothing changed in /usr since, so that no unit looks for what might have.
  touch "$root/etc/.updated" "$root/var/.updated"
  ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
  dpkg_list >"$work/packages.txt"
}

# When the archive made the package lists that were used: nothing, if the packages of this kind were all there.
dates_of_lists() {
  find "$root/var/lib/apt/lists" -name '*Release' -exec grep -h '^Date:' {} + || true
}

dpkg_list() {
  dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Package} ${Version}\n'
}

main
