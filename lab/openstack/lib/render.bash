#!/usr/bin/env bash
# Puts configuration and our Python into the lab's file system.

# render SECRET: the text on stdin with its placeholder filled in. The secret is on no command line.
render() {
  local text
  text="$(cat)"
  printf '%s\n' "${text//@SECRET@/$1}"
}

# The supervisor's section of each service of conf/services.
supervisor_sections() {
  local name command
  while read -r name command; do
    printf '[program:%s]\ncommand = %s\n' "$name" "${command//%/%%}"
    printf 'autostart = false\nautorestart = false\nstartsecs = 0\nstopasgroup = true\nkillasgroup = true\n'
    printf 'redirect_stderr = true\nstdout_logfile = /var/log/lab/%s.log\nstdout_logfile_backups = 0\n\n' "$name"
  done < <(grep -v '^#' "$LAB/conf/services")
}

# install_files UPPER: fills the topmost layer of a lab that does not run yet.
install_files() {
  local upper="$1" secret file target packages="$1/usr/lib/python3/dist-packages"
  secret="$(random_secret)"
  while read -r file; do
    target="$upper/etc/$file"
    mkdir -p "$(dirname "$target")"
    render "$secret" <"$LAB/conf/etc/$file" >"$target"
    # The services read them as root.
    chmod 0600 "$target"
  done < <(cd "$LAB/conf/etc" && find . -type f)
  mkdir -p "$upper/etc/slipway-lab/services.d" "$packages"
  supervisor_sections >"$upper/etc/slipway-lab/services.d/all.conf"
  printf '%s' "$secret" >"$upper/etc/slipway-lab/secret"
  chmod 0600 "$upper/etc/slipway-lab/secret"
  cp "$LAB/conf/cloud.yaml" "$upper/etc/slipway-lab/"
  cp -r "$LAB/python/." "$packages/"
  printf '127.0.0.1 localhost lab\n' >"$upper/etc/hosts"
  : >"$upper/etc/resolv.conf"
  install_wrapper "$upper/usr/bin"
}

# 32 hex digits.
random_secret() {
  od -An -N 16 -tx1 /dev/urandom | tr -d ' \n'
}

# QEMU's translation cache would grow to hundreds of MiB for each guest; nova has no setting for it.
install_wrapper() {
  mkdir -p "$1"
  cp "$LAB_CACHE/root/usr/bin/qemu-system-x86_64" "$1/qemu-system-x86_64.real"
  cp "$LAB/conf/qemu-wrapper.sh" "$1/qemu-system-x86_64"
  chmod 0755 "$1/qemu-system-x86_64"
}
