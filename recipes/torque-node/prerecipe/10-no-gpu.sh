#!/usr/bin/env bash
# Stands in for AMD's graphics runtime, so that Open MPI does not bring it along. Re-runnable.
#
# Open MPI's UCX depends on it, and it on LLVM: 240 MB that no machine here can use, for MPI goes over TCP. A package
# rather than files left out: dpkg then says what is true, and whoever asks for the real ones, or for LLVM, gets them.
set -euo pipefail

package=slipway-no-gpu
version=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[[ $(dpkg-query -W -f '${Version} ${db:Status-Status}' "$package" 2>/dev/null || true) != "$version installed" ]] || exit 0
mkdir -p "$work/$package/DEBIAN"
cat >"$work/$package/DEBIAN/control" <<CONTROL
Package: $package
Version: $version
Architecture: all
Maintainer: slipway <slipway@localhost>
Provides: libamdhip64-5 (= 5.7.1-99), libhsa-runtime64-1 (= 6.1.2-99)
Description: stands in for AMD's graphics runtime
 Has no files: UCX's plug-ins for AMD's graphics processors do not work, everything else of it does.
CONTROL
dpkg-deb --build --root-owner-group "$work/$package" "$work/$package.deb" >/dev/null
# Not dpkg itself: a stock image may be updating its packages just now, which apt waits for.
apt_quiet install "$work/$package.deb"
