#!/usr/bin/env bash
# Inside a user, network and mount namespace: makes it a computer with a network card, behind whose gateway lies the rest of the
# world, which is a second network namespace. Arguments: folder for a resolv.conf. Prints the pid of the second namespace.
set -euo pipefail

folder="$1"
host=192.0.2.10
gateway=192.0.2.1

beyond() { nsenter --target "$beyond" --net "$@"; }

ip link set lo up
unshare --net sleep infinity >/dev/null 2>&1 &
beyond=$!
while [ "$(readlink "/proc/$beyond/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add card type veth peer name wire netns "$beyond"
ip address add "$host/24" dev card
ip link set card up
ip route add default via "$gateway"
beyond ip link set lo up
beyond ip address add "$gateway/24" dev wire
beyond ip address add 198.51.100.7/32 dev lo    # a server somewhere
beyond ip address add 169.254.169.254/32 dev lo # the site's metadata service
beyond ip link set wire up
# As on systems with systemd-resolved: a name server on the loopback, so where no guest may come.
echo "nameserver 127.0.0.53" >"$folder/resolv.conf"
mount --bind "$folder/resolv.conf" /etc/resolv.conf
echo "$beyond"
