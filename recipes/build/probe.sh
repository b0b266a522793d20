#!/usr/bin/env bash
# Does what a build needs the kernel's leave for, without making anything: build/probe.sh WORK RECIPES PARENT
set -euo pipefail

work=$1
mount -t tmpfs -o mode=0755 tmpfs "$work"
mkdir "$work/pts"
touch "$work/null"
mount --bind /dev/null "$work/null"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$work/pts"
# Files of packages have many owners.
touch "$work/file"
chown 65534:65534 "$work/file"
