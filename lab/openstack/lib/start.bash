#!/usr/bin/env bash
# prepare, up and down.

lab_prepare() {
  take_lock
  is_up || build_lab
}

# What every start begins from.
build_lab() {
  remove_lab
  check_host
  ensure_root
  ensure_layer
}

lab_up() {
  local driver="${2:-qemu}"
  take_lock
  if is_up; then
    [ "${2:-$(<"$LAB_STATE/ready")}" = "$(<"$LAB_STATE/ready")" ] \
      || fail "the lab is up with driver $(<"$LAB_STATE/ready"); first: npm run lab:openstack -- down"
    say "already up with driver $(<"$LAB_STATE/ready")"
    return 0
  fi
  build_lab
  FOLDER="$LAB_STATE"
  make_state
  SECONDS=0
  start_lab "$driver"
  printf '%s\n' "$driver" >"$LAB_STATE/ready"
  say "OpenStack is up after $SECONDS s, driver $driver: $LAB_STATE/clouds.yaml, clouds slipway-lab and slipway-lab-admin"
  say "next: npm run lab:openstack -- exec COMMAND"
}

# Two at once would ruin each other's start. The lock ends with this process.
take_lock() {
  mkdir -p "$LAB_CACHES"
  exec {lock}>"$LAB_CACHES/lock"
  flock --nonblock "$lock" || fail "another up or down is at work"
}

is_up() {
  [ -e "$LAB_STATE/ready" ] && world_pid "$LAB_STATE" >/dev/null
}

make_state() {
  mkdir -p "$LAB_STATE"
  chmod 0700 "$LAB_STATE"
  give_to_owner "$LAB_STATE"
}

start_lab() {
  local driver="$1" passwords since
  since="$(date +%s)"
  passwords="$(make_passwords)"
  make_certificates
  write_clouds "$passwords"
  start_world "$LAB_STATE" "$LAB_LAYER"
  send_clouds
  step "database" start_infrastructure
  start_apis
  start_proxy
  step "programming interfaces" await_apis
  start_services "${AGENTS[@]}"
  start_compute "$driver"
  step "hypervisors, network agents, passwords" finish_start "$driver" "$since" "$passwords"
}

# The passwords go through a pipe: a command line is seen by every process of the host.
finish_start() {
  printf '%s' "$3" | in_python ready "$1" "$2"
}

lab_down() {
  take_lock
  remove_lab
  # Those of the path that only the lab needed.
  rmdir "${LAB_STATE%/*}" "${LAB_STATE%/*/*}" 2>/dev/null || true
  [ "${1:-}" != --cache ] || rm -rf --one-file-system "$LAB_CACHES"/openstack-* "$LAB_CACHES/lock"
  say "the lab is gone"
}

# Also what a first start left that failed or was stopped.
remove_lab() {
  local folder
  for folder in "$LAB_STATE" "$LAB_CACHES"/openstack-*/state-*.building; do
    stop_world "$folder"
    rm -rf --one-file-system "$folder"
  done
}
