#!/usr/bin/env bash
# Starts the OpenStack lab, uses it, and looks that nothing of it is left: test/lab/openstack.sh [IMAGE.qcow2]
#
# Without an image: the fake driver. With one that has cloud-init and sshd: real guests. Needs root or sudo; 3 or 10 minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=setup/log.bash
source setup/log.bash
# shellcheck source=test/run/results.bash
source test/run/results.bash
# shellcheck source=test/lab/openstack-guest.bash
source test/lab/openstack-guest.bash

main() {
  local image="${1:-}" driver=fake
  [ -z "$image" ] || driver=qemu
  ! lab status | grep -q '^driver' || fail "the lab is up; remove it first: npm run lab:openstack -- down"
  trap 'lab down' EXIT
  lab up --driver "$driver"
  check "a second up changes nothing" second_up_is_quick
  check "the ordinary user gets a token" openstack token issue -f value -c expires
  check "flavors, images and networks are there" has_catalogue
  check "the TLS endpoints work with the lab's authority" openstack_tls server list
  check "the TLS endpoints answer with links to themselves" has_tls_links
  check "the TLS endpoints are refused without that authority" is_untrusted
  if [ -n "$image" ]; then check_guests "$image"; else check_fake; fi
  check_down
  summarise
}

lab() {
  timeout 900 bash lab/openstack/run.sh "$@"
}

openstack() {
  timeout 180 bash lab/openstack/run.sh openstack "$@"
}

# check SENTENCE COMMAND…: COMMAND ends at its first failure, for which it must not stand in a condition.
check() {
  local sentence="$1" output status
  shift
  set +e
  output="$(set -e && "$@" 2>&1)"
  status=$?
  set -e
  if [ "$status" -eq 0 ]; then
    say "ok      $sentence"
    record lab-openstack 1 0 0
  else
    say "not ok  $sentence"
    printf '%s\n' "$output" | tail -n 10 | sed 's/^/        /'
    record lab-openstack 0 1 0
  fi
}

second_up_is_quick() {
  lab up | grep -q '^already up'
}

has_catalogue() {
  openstack flavor list -f value -c Name | grep -qx m1.tiny
  openstack image list -f value -c Name -c Status | grep -qx 'fake active'
  [ "$(openstack network list -f value -c Name | sort | xargs)" = "direct public" ]
}

openstack_tls() {
  OS_CLOUD=slipway-lab-tls openstack "$@"
}

has_tls_links() {
  curl_tls --cacert "${XDG_DATA_HOME:-$HOME/.local/share}/slipway/lab/openstack/tls/ca.pem" | grep -q '"https://127.0.0.1:15000/v3/"'
}

# curl's exit code for a certificate that nobody vouches for is 60.
is_untrusted() {
  local status=0
  curl_tls || status=$?
  [ "$status" -eq 60 ]
}

curl_tls() {
  lab exec curl --silent --show-error "$@" https://127.0.0.1:15000/v3
}

check_fake() {
  lab fault calls reset >/dev/null
  check "a server of the fake driver becomes active" server_is_active one
  check "the proxy has counted one mutating call of compute" counts_are 1
  check "a smaller quota is reported" lab_quota cores=1
  check "a server above the quota is refused" refuses 'Quota exceeded for cores' m1.medium direct
  check "the quota is as before after its reset" quota_is_back
  check "an injected error reaches the client" error_is_seen
  check "without a hypervisor there is no valid host" no_valid_host
  check "an empty pool has no floating address" pool_is_empty
}

server_is_active() {
  [ "$(openstack server create --image fake --flavor m1.tiny --network direct --wait -f value -c status "$1" | xargs)" = ACTIVE ]
}

counts_are() {
  [ "$(lab fault calls | jq .byService.compute)" -eq "$1" ]
}

lab_quota() {
  lab fault quota "$1"
  [ "$(openstack quota show -f json | jq .cores)" -eq "${1#*=}" ]
}

# refuses TEXT FLAVOR NETWORK
refuses() {
  local output
  ! output="$(openstack server create --image fake --flavor "$2" --network "$3" --wait refused 2>&1)" || return 1
  output+="$(openstack server show refused -f value -c fault 2>&1 || true)"
  printf '%s\n' "$output"
  grep -q "$1" <<<"$output"
}

quota_is_back() {
  lab fault quota reset
  [ "$(openstack quota show -f json | jq .cores)" -eq 20 ]
}

error_is_seen() {
  local output
  lab fault answer 403 --service network --path /networks --message "not today"
  ! output="$(openstack network list 2>&1)" || return 1
  grep -q 'not today' <<<"$output"
  openstack network list
}

no_valid_host() {
  lab fault hypervisor down
  refuses 'No valid host' m1.tiny direct
  lab fault hypervisor up
  server_is_active two
}

pool_is_empty() {
  lab fault floating-pool 0
  ! openstack floating ip create public || return 1
  lab fault floating-pool refill
  openstack floating ip create public
}

check_down() {
  local pid spaces
  read -r pid _ <"${XDG_DATA_HOME:-$HOME/.local/share}/slipway/lab/openstack/pid1"
  spaces="$(readlink /proc/"$pid"/ns/{net,mnt,pid,uts,ipc})"
  trap - EXIT
  check "down ends" lab down
  check "no process is left in the lab's namespaces" no_process_in "$spaces"
  check "no mount is left" not_in /proc/self/mountinfo slipway/lab
  check "no file is left but the cache" test ! -e "${XDG_DATA_HOME:-$HOME/.local/share}/slipway/lab"
}

no_process_in() {
  local left
  left="$(readlink /proc/[0-9]*/ns/* 2>/dev/null | grep -Fx "$1" || true)"
  [ -z "$left" ]
}

not_in() {
  ! grep -q "$2" "$1"
}

main "$@"
