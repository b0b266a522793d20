#!/usr/bin/env bash
# System packages: finds what is missing, says what it will install, installs it with apt.

# Prints the packages of a group, each as NAME:PROBE; the probe is a command or a file that shows the package is there.
package_group() {
  case "$1" in
    machines)
      echo qemu-system-x86:qemu-system-x86_64 qemu-utils:qemu-img vde2:vde_switch openssh-client:ssh \
        slirp4netns:slirp4netns iproute2:ip \
        mmdebstrap:mmdebstrap mtools:mcopy fdisk:sfdisk e2fsprogs:mke2fs \
        zstd:zstd uidmap:newuidmap
      ;;
    tests)
      echo shellcheck:shellcheck shfmt:shfmt bats:bats jq:jq openssh-client:ssh-keygen python3-minimal:python3 \
        qemu-system-x86:qemu-system-x86_64 qemu-utils:qemu-img mtools:mcopy vde2:vde_switch \
        slirp4netns:slirp4netns iproute2:ip
      ;;
    lab) echo mmdebstrap:mmdebstrap iproute2:ip jq:jq curl:curl openssl:openssl util-linux:nsenter ;;
    toolchain) echo ca-certificates:/etc/ssl/certs/ca-certificates.crt curl:curl python3-pip:pip3 ;;
    *) fail "no package group $1" ;;
  esac
}

# install_packages GROUP…
install_packages() {
  local group
  local -a missing=()
  for group in "$@"; do add_missing "$group"; done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "System packages that will be installed with apt-get: ${missing[*]}"
  check_can_install "apt-get install --no-install-recommends ${missing[*]}"
  step "package lists" as_root apt-get -q update
  step "system packages" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y install --no-install-recommends "${missing[@]}"
}

# Adds what group $1 lacks to the caller's `missing`.
add_missing() {
  local entry probe name
  for entry in $(package_group "$1"); do
    name="${entry%%:*}"
    probe="${entry#*:}"
    if ! PATH="$PATH:/usr/sbin:/sbin" command -v "$probe" >/dev/null 2>&1 && [ ! -e "$probe" ] \
      && [[ " ${missing[*]} " != *" $name "* ]]; then
      missing+=("$name")
    fi
  done
}

check_can_install() {
  command -v apt-get >/dev/null 2>&1 \
    || fail "this system has no apt-get; put in place what this would install on Debian, then run this again: $1"
  [ "$(id -u)" -ne 0 ] || return 0
  command -v sudo >/dev/null 2>&1 || fail "you are not root and there is no sudo; as root run: $1"
  sudo -v || fail "sudo refused; as root run: $1"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}
