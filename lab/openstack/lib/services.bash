#!/usr/bin/env bash
# Programs inside the lab, run by its supervisor. FOLDER is the folder of the world they live in.

INFRASTRUCTURE=(mariadb memcached rabbitmq)
APIS=(keystone placement glance neutron nova-api nova-conductor nova-scheduler cinder-api cinder-scheduler cinder-volume)
AGENTS=(linuxbridge-agent l3-agent dhcp-agent metadata-agent)

# Names of all services, from conf/services.
service_names() {
  grep -v '^#' "$LAB/conf/services" | cut -d ' ' -f 1
}

supervisor() {
  in_world "$FOLDER" supervisorctl -c /etc/slipway-lab/supervisord.conf "$@"
}

start_services() {
  supervisor start "$@" >/dev/null
}

stop_services() {
  supervisor stop "$@" >/dev/null
}

service_lives() {
  supervisor status "$1" | grep -q ' RUNNING '
}

# Whether ADDRESS:PORT inside the lab answers.
port_open() {
  in_world "$FOLDER" bash -c ": </dev/tcp/$1/$2"
}

# in_python MODULE ARGUMENT…: one of our small programs, with OpenStack's Python and never longer than LAB_DEADLINE s.
in_python() {
  in_world "$FOLDER" timeout --verbose "${LAB_DEADLINE:-300}" /usr/bin/python3 -m "slipway_lab.$1" "${@:2}"
}

start_infrastructure() {
  start_services "${INFRASTRUCTURE[@]}"
  await_service 60 mariadb port_open 127.0.0.1 3306
}

start_apis() {
  start_services "${APIS[@]}"
}

await_apis() {
  await_service 300 rabbitmq port_open 127.0.0.1 5672
  await_service 300 keystone port_open 127.0.0.2 5000
  await_service 300 placement port_open 127.0.0.2 8778
  await_service 300 glance port_open 127.0.0.2 9292
  await_service 300 neutron port_open 127.0.0.2 9696
  await_service 300 nova-api port_open 127.0.0.2 8774
  await_service 300 cinder-api port_open 127.0.0.2 8776
}

# start_compute DRIVER
start_compute() {
  case "$1" in
    qemu) start_hypervisor ;;
    fake) start_services compute-fake ;;
    both)
      start_hypervisor
      start_services compute-fake
      ;;
  esac
}

start_hypervisor() {
  start_services virtlogd libvirtd
  await_service 30 libvirtd in_world "$FOLDER" test -S /run/libvirt/libvirt-sock
  start_services compute-qemu
}
