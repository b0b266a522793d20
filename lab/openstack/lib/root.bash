#!/usr/bin/env bash
# The lab's own root file system: Debian 12 with OpenStack's packages, built once for each content of conf/packages.

MIRROR="${SLIPWAY_DEBIAN_MIRROR:-http://deb.debian.org/debian}"

root_packages() {
  grep -v '^#' "$LAB/conf/packages" | xargs
}

# What decides the root file system, as 12 hex digits.
root_hash() {
  { root_packages && cat "$LAB/lib/root.bash"; } | sha256sum | cut -c 1-12
}

# Makes $LAB_CACHE/root unless it is there; what an interrupted build left is removed.
ensure_root() {
  [ ! -d "$LAB_CACHE/root" ] || return 0
  rm -rf --one-file-system "$LAB_CACHE/root.building"
  mkdir -p "$LAB_CACHE"
  chmod 0700 "$LAB_CACHE"
  step "OpenStack's packages in a root file system of the lab's own" build_root "$LAB_CACHE/root.building"
  mv "$LAB_CACHE/root.building" "$LAB_CACHE/root"
}

# Services don't start while they are installed: mmdebstrap puts a policy against it in place.
build_root() {
  local packages suite=bookworm
  packages="$(root_packages)"
  mmdebstrap --mode=root --variant=minbase --format=directory --include="${packages// /,}" \
    --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    "$suite" "$1" "deb $MIRROR $suite main" "deb $MIRROR $suite-updates main" \
    "deb ${MIRROR%/}-security $suite-security main"
}
