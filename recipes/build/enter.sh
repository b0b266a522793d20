#!/usr/bin/env bash
# Runs a command with ROOT as its whole file system, in namespaces made for it: unshare --mount … build/enter.sh ROOT COMMAND…
#
# Works as root of a user namespace too. What is run there finds no file, process or mount of the host.
set -euo pipefail

root=$1
shift

main() {
  mount --make-rprivate /
  mount --bind "$root" "$root"
  cd "$root"
  mount -t proc proc proc
  mount -t tmpfs -o mode=0755 tmpfs run
  make_devices
  leave_host
  exec "$@"
}

# A user namespace makes no device nodes: those of the host are bound. Scripts of packages need no others.
make_devices() {
  local name
  mount -t tmpfs -o mode=0755 tmpfs dev
  for name in null zero full random urandom tty; do
    touch "dev/$name"
    mount --bind "/dev/$name" "dev/$name"
  done
  mkdir dev/pts dev/shm
  chmod 1777 dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  ln -s /proc/self/fd/0 dev/stdin
  ln -s /proc/self/fd/1 dev/stdout
  ln -s /proc/self/fd/2 dev/stderr
}

# A plain chroot is no wall for root. The last program that sees both worlds is the host's, with the host's libraries.
leave_host() {
  local host=/run/host
  local libraries=$host/usr/lib/x86_64-linux-gnu
  mkdir run/host
  pivot_root . run/host
  cd /
  "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$host/usr/bin/umount" --lazy "$host"
  hash -r
}

main "$@"
