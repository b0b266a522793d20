#!/usr/bin/env bash
# Makes the root file system of one image: build/root.sh WORK RECIPES SUITE MIRROR PARENT KIND…
#
# WORK gets root/ and root.tar.zst; PARENT is the parent's root.tar.zst, or "" to start with mmdebstrap; KIND… is
# the parents-first list. SLIPWAY_PACKAGES: the user's packages. Needs root; leaves no mount behind.
set -euo pipefail

work=$1 recipes=$2 suite=$3 mirror=$4 parent=$5
shift 5
kinds=("$@")
root=$work/root

main() {
  if [[ -n $parent ]]; then
    mkdir "$root"
    tar --extract --use-compress-program=zstd --numeric-owner --xattrs --file "$parent" --directory "$root"
  else
    bootstrap
  fi
  add_recipes
  for stage in prerecipe packages recipe; do
    in_root /usr/lib/slipway/run.sh "$stage"
  done
  clean
  tar --create --numeric-owner --xattrs --use-compress-program='zstd -1 -T0' --file "$work/root.tar.zst" --directory "$root" .
}

bootstrap() {
  local security=${mirror%/}-security
  mmdebstrap --mode=root --variant=minbase --format=directory --include=ca-certificates "$suite" "$root" \
    "deb $mirror $suite main" "deb $mirror $suite-updates main" "deb $security $suite-security main"
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

# Runs a command in the root in its own mount, process and host-name world, which ends with it.
in_root() {
  cp /etc/resolv.conf "$root/etc/resolv.conf.build"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 0755 "$root/usr/sbin/policy-rc.d"
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 SLIPWAY_CONSOLE=stderr \
    SLIPWAY_BUILD=1 SLIPWAY_PACKAGES="${SLIPWAY_PACKAGES:-}" \
    unshare --mount --pid --ipc --uts --fork --kill-child -- bash -euc '
      root=$1
      shift
      mount --make-rprivate /
      mount -t proc proc "$root/proc"
      mount -t tmpfs tmpfs "$root/run"
      rm -f "$root/etc/resolv.conf"
      mv "$root/etc/resolv.conf.build" "$root/etc/resolv.conf"
      exec chroot "$root" "$@"
    ' in_root "$root" "$@"
}

# What must not be in an image: identities, caches, lists.
clean() {
  rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb \
    "$root"/etc/ssh/ssh_host_* "$root"/var/lib/dbus/machine-id "$root"/var/log/slipway "$root"/usr/sbin/policy-rc.d \
    "$root"/var/lib/systemd/random-seed "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old "$root"/root/.bash_history
  # Empty, not missing: the first boot makes one, but does not apply presets to all units.
  : >"$root/etc/machine-id"
  # Says that nothing changed in /usr since, so that no unit looks for what might have.
  touch "$root/etc/.updated" "$root/var/.updated"
  ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
  dpkg_list >"$work/packages.txt"
}

dpkg_list() {
  chroot "$root" dpkg-query -W -f '${Package} ${Version}\n'
}

main
