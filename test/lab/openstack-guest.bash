#!/usr/bin/env bash
# The part of openstack.sh with real guests.

# check_guests IMAGE
check_guests() {
  check "an image is uploaded" upload "$1"
  check "a private network has a router to the public one" make_network
  check "two guests become active: private, and with a public address" make_guests
  check "the private guest's sshd answers at its floating address" eventually 300 banner "$(floating_of private)"
  check "the other guest's sshd answers at its own address" eventually 300 banner "$(address_of public direct)"
  check "the user data of both ran, as their consoles say" eventually 300 consoles_say USER-DATA-RAN
  check "a port without a rule is closed behind the floating address" is_filtered "$(floating_of private)"
  check "a port without a rule is closed at the other guest's address" is_filtered "$(address_of public direct)"
  check "a volume is attached to a guest and detached" use_volume
}

upload() {
  openstack image create guest --disk-format qcow2 --container-format bare <"$1"
  eventually 60 status_is image guest active
}

make_network() {
  openstack network create private
  openstack subnet create private --network private --subnet-range 10.20.0.0/24
  openstack router create private
  openstack router set private --external-gateway public
  openstack router add subnet private private
  openstack security group create ssh
  openstack security group rule create ssh --protocol tcp --dst-port 22
}

make_guests() {
  local address
  printf '#cloud-config\nruncmd: [[sh, -c, "echo USER-DATA-RAN >/dev/console"]]\n' | lab_file /run/user-data
  make_guest private private false
  make_guest public direct true
  address="$(openstack floating ip create public -f value -c floating_ip_address)"
  openstack server add floating ip private "$address"
}

# make_guest NAME NETWORK CONFIG-DRIVE
make_guest() {
  openstack server create "$1" --image guest --flavor m1.small --network "$2" --security-group ssh \
    --config-drive "$3" --user-data /run/user-data --wait
}

# The client runs inside the lab and sees only its files.
lab_file() {
  local pid
  read -r pid _ <"${XDG_DATA_HOME:-$HOME/.local/share}/slipway/lab/openstack/pid1"
  nsenter --target "$pid" --mount -- tee "$1" >/dev/null
}

address_of() {
  openstack server show "$1" -f json | jq --raw-output --arg network "$2" '.addresses[$network][0]'
}

floating_of() {
  openstack server show "$1" -f json | jq --raw-output '.addresses.private[1]'
}

# banner ADDRESS: whether an ssh server says hello.
banner() {
  # shellcheck disable=SC2016 # expanded there
  [ "$(timeout 10 bash lab/openstack/run.sh exec bash -c 'exec 3<>"/dev/tcp/$0/22" && head -c 4 <&3' "$1")" = SSH- ]
}

consoles_say() {
  openstack console log show private | grep -q "$1" && openstack console log show public | grep -q "$1"
}

# A port that is open to all or closed by the guest answers at once; one that is filtered does not answer.
is_filtered() {
  local status=0
  # shellcheck disable=SC2016 # expanded there
  timeout 10 bash lab/openstack/run.sh exec timeout 5 bash -c ': <"/dev/tcp/$0/9999"' "$1" || status=$?
  [ "$status" -eq 124 ]
}

use_volume() {
  openstack volume create data --size 1
  eventually 60 status_is volume data available
  openstack server add volume public data
  eventually 60 status_is volume data in-use
  openstack server remove volume public data
  eventually 60 status_is volume data available
}

# status_is KIND NAME STATUS
status_is() {
  [ "$(openstack "$1" show "$2" -f value -c status)" = "$3" ]
}

# eventually SECONDS COMMAND…
eventually() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || return 1
    sleep 2
  done
}
