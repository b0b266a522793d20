#!/usr/bin/env bash
# Becomes process 1 of the lab: init.sh FOLDER LOWER-DIRS. Runs in fresh namespaces; nothing it mounts is seen outside.
set -euo pipefail

folder=$1 lower=$2
root=$folder/root

# The host's /proc is still mounted, so these are this process's number and start time as the host sees them.
read -r stat </proc/self/stat
read -ra rest <<<"${stat##*) }"
printf '%s %s\n' "${stat%% *}" "${rest[19]}" >"$folder/pid1"

mount_root() {
  mount --make-rprivate /
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$folder/upper,workdir=$folder/work" "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
}

make_devices() {
  local name
  cd "$root/dev"
  for name in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    IFS=: read -r name major minor <<<"$name"
    mknod -m 666 "$name" c "$major" "$minor"
  done
  mkdir net pts shm
  mknod -m 600 net/tun c 10 200
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts pts
  ln -s pts/ptmx ptmx
  ln -s /proc/self/fd fd
  for name in stdin:0 stdout:1 stderr:2; do ln -s "/proc/self/fd/${name#*:}" "${name%:*}"; done
  mount -t tmpfs -o mode=1777 tmpfs shm
}

# Two networks with public addresses; 172.24.4.1 and 172.24.6.1 stand for the world outside the cloud.
make_network() {
  hostname lab
  ip link set lo up
  ip link add br-ex type bridge
  ip address add 172.24.4.1/24 dev br-ex
  ip link set br-ex up
  # Guests are on this one, so it has an end of its own: what comes in there passes the bridge that Neutron makes and
  # filters. From an address of a bridge itself it would not, and the answers would belong to no known connection.
  ip link add direct0 type veth peer name direct1
  ip address add 172.24.6.1/24 dev direct1
  ip link set direct0 up
  ip link set direct1 up
  echo 1 >/proc/sys/net/ipv4/ip_forward
  # The agents filter on bridges; without it security groups would let everything through.
  echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
  echo 1 >/proc/sys/net/bridge/bridge-nf-call-ip6tables
}

enter_root() {
  cd "$root"
  pivot_root . .
  umount --lazy .
  cd /
  mkdir -p /run/{netns,lock,mysqld,libvirt} /run/lock/{nova,neutron,glance,cinder} /var/log/lab
  chown mysql:mysql /run/mysqld
}

mount_root
make_devices
make_network
enter_root
exec chroot . /usr/bin/supervisord -c /etc/slipway-lab/supervisord.conf
