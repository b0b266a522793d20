#!/usr/bin/env bash
# The first start of a fresh cloud: databases, identity, flavors, networks. Its outcome is kept as a layer, which each
# later start uses as it is.

# Longest time for one of OpenStack's management commands, seconds.
MANAGE_DEADLINE=300

# Makes $LAB_LAYER unless it is there.
ensure_layer() {
  [ ! -d "$LAB_LAYER" ] || return 0
  FOLDER="$LAB_LAYER.building"
  mkdir -p "$FOLDER/upper"
  install_files "$FOLDER/upper"
  start_world "$FOLDER" ""
  step "databases" bootstrap_databases
  step "identity, flavors, networks" bootstrap_cloud
  stop_services all
  stop_world "$FOLDER"
  # RabbitMQ starts faster with nothing than with queues of services that have gone.
  rm -rf "$FOLDER/upper/var/lib/rabbitmq" "$FOLDER/upper/var/log/lab" "$FOLDER/upper"/{run,dev,tmp}
  mv "$FOLDER/upper" "$LAB_LAYER"
  rm -rf --one-file-system "$FOLDER"
}

# Databases of different services don't depend on each other.
bootstrap_databases() {
  local job status=0
  local -a jobs=()
  start_infrastructure
  create_databases
  for job in keystone_database nova_databases neutron_database other_databases; do
    "$job" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || status=1; done
  return "$status"
}

create_databases() {
  local name secret
  secret="$(<"$FOLDER/upper/etc/slipway-lab/secret")"
  {
    for name in keystone glance placement nova nova_api nova_cell0 neutron cinder; do
      printf 'CREATE DATABASE %s CHARACTER SET utf8mb3;\n' "$name"
    done
    printf "CREATE USER 'lab'@'127.0.0.1' IDENTIFIED BY '%s'; GRANT ALL ON *.* TO 'lab'@'127.0.0.1';\n" "$secret"
  } | in_world "$FOLDER" mariadb --socket=/run/mysqld/mysqld.sock
}

keystone_database() {
  local url=http://127.0.0
  manage keystone-manage fernet_setup --keystone-user root --keystone-group root
  manage keystone-manage credential_setup --keystone-user root --keystone-group root
  manage keystone-manage db_sync
  # The password goes through the environment of one process inside the lab.
  # shellcheck disable=SC2016 # expanded there
  manage bash -c 'OS_BOOTSTRAP_PASSWORD=$(</etc/slipway-lab/secret) exec keystone-manage bootstrap "$@"' bash \
    --bootstrap-username lab --bootstrap-region-id RegionOne \
    --bootstrap-admin-url "$url.2:5000/v3" --bootstrap-internal-url "$url.2:5000/v3" --bootstrap-public-url "$url.1:5000/v3"
}

nova_databases() {
  manage nova-manage api_db sync
  # nova-manage reads the connection from nova.conf and adds the cell's suffix itself.
  manage nova-manage cell_v2 map_cell0
  manage nova-manage db sync
  manage nova-manage cell_v2 create_cell --name cell1
}

neutron_database() {
  manage neutron-db-manage --config-file /etc/neutron/neutron.conf \
    --config-file /etc/neutron/plugins/ml2/ml2_conf.ini upgrade heads
}

other_databases() {
  manage glance-manage db_sync
  manage placement-manage db sync
  manage cinder-manage db sync
}

manage() {
  in_world "$FOLDER" timeout --verbose "$MANAGE_DEADLINE" "$@"
}

bootstrap_cloud() {
  start_services keystone
  await_service 300 keystone port_open 127.0.0.2 5000
  in_python identity
  start_apis
  await_apis
  in_python catalogue
}
