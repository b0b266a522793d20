# Names and host keys of the workers, shared with all nodes. Sourced by slipway-worker.
# shellcheck shell=bash

# remember NAME ADDRESS KEY
remember() {
  local name=$1 address=$2 key=$3 full
  [[ $name =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$ ]] || fail_worker 2 "no host name: $name"
  [[ $address =~ ^[0-9]+(\.[0-9]+){3}$ ]] || fail_worker 2 "no address: $address"
  [[ $key =~ ^(ssh|ecdsa)-[a-z0-9-]+\ [A-Za-z0-9+/=]+ ]] || fail_worker 2 "no host key: $key"
  full=$name.$(domain)
  lock_names
  printf '%s %s %s\n' "$address" "$full" "$name" >"$SHARED/hosts/$name"
  keep_other_keys "$name" "$name,$full,$address $key"
  reload_names
}

# forget NAME
forget() {
  lock_names
  rm -f "$SHARED/hosts/$1"
  keep_other_keys "$1"
  reload_names
}

# Workers join at the same time.
lock_names() {
  exec 9>"$SHARED/.names.lock"
  flock 9
}

# keep_other_keys NAME [LINE]: known_hosts without NAME's line, with LINE.
keep_other_keys() {
  local file=$SHARED/known_hosts
  {
    grep -v "^$1," "$file" || true
    [[ -z ${2:-} ]] || printf '%s\n' "$2"
  } >"$file.new"
  mv "$file.new" "$file"
}

# reload_names: the name server looks for new and changed files itself, but forgets a removed one only when told.
reload_names() {
  systemctl reload slipway-dns.service || true
  printf '%s\n' "$EPOCHREALTIME" >"$SHARED/version"
  "${SLIPWAY_ROOT:-}/usr/libexec/slipway/sync-users"
  exec 9>&-
}

domain() {
  local server
  read -r server <"${SLIPWAY_TORQUE_SERVER_NAME:-/var/spool/torque/server_name}"
  printf '%s\n' "${server#*.}"
}
