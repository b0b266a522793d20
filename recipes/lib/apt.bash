# Packages. Sourced.
# shellcheck shell=bash

# apt_install PACKAGE…: installs what is missing; on failure names the packages that the archive does not have.
apt_install() {
  local absent missing
  absent=$(packages_missing "$@")
  [[ -n $absent ]] || return 0
  mapfile -t missing <<<"$absent"
  log "installing ${missing[*]}"
  apt_update
  if ! apt_quiet install "${missing[@]}"; then
    packages_unknown "${missing[@]}"
    return 1
  fi
}

# packages_missing PACKAGE…: prints those that are not installed.
packages_missing() {
  local package
  for package in "$@"; do
    # A package that dpkg does not know may fail here: it is missing.
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

# packages_unknown PACKAGE…: says which of them are not in the archive.
packages_unknown() {
  local package
  for package in "$@"; do
    # may fail: then there is no such package
    if [[ -z $(apt-cache --quiet=0 --no-all-versions show "$package" 2>/dev/null) ]]; then
      printf 'error: no package "%s" in the archive\n' "$package" >&2
    fi
  done
}

# The package lists, fetched at most once per boot or build.
apt_update() {
  local stamp=$SLIPWAY_ROOT/run/slipway/apt-updated
  [[ -e $stamp ]] && return 0
  retry "${SLIPWAY_APT_DEADLINE_SEC:-120}" apt_quiet update
  mkdir -p "${stamp%/*}"
  : >"$stamp"
}

# Never asks, keeps our configuration files, waits for another apt instead of failing.
apt_quiet() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o Dpkg::Use-Pty=0 -o APT::Install-Recommends=false "$@"
}
