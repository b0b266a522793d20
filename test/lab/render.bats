#!/usr/bin/env bats
# Files that the lab makes: the services' configuration and clouds.yaml.

setup() {
  load support
  load_parts paths render clouds services
  LAB_CACHE="$BATS_TEST_TMPDIR/cache"
  mkdir -p "$LAB_CACHE/root/usr/bin"
  touch "$LAB_CACHE/root/usr/bin/qemu-system-x86_64"
  upper="$BATS_TEST_TMPDIR/upper"
  install_files "$upper"
}

@test "no placeholder is left, and each lab has a secret of its own" {
  ! grep -rq '@SECRET@' "$upper/etc"
  secret="$(cat "$upper/etc/slipway-lab/secret")"
  [[ $secret =~ ^[0-9a-f]{32}$ ]]
  grep -q "password = $secret" "$upper/etc/nova/nova.conf"
  install_files "$BATS_TEST_TMPDIR/other"
  [ "$(cat "$BATS_TEST_TMPDIR/other/etc/slipway-lab/secret")" != "$secret" ]
}

@test "files that hold the secret are closed to others" {
  [ -z "$(grep -rl "$(cat "$upper/etc/slipway-lab/secret")" "$upper/etc" | xargs -d '\n' stat -c '%a %n' | grep -v '^6[04]0 ')" ]
}

@test "the supervisor knows every service that the start names" {
  for name in "${INFRASTRUCTURE[@]}" "${APIS[@]}" "${AGENTS[@]}" virtlogd libvirtd compute-qemu compute-fake; do
    grep -qFx "[program:$name]" "$upper/etc/slipway-lab/services.d/all.conf"
  done
}

@test "services listen on addresses of the lab only" {
  run grep -rhE '^(bind_host|bind-address|.*_listen|my_ip|listeners.tcp.1) ?=' "$upper/etc"
  [ "${#lines[@]}" -ge 7 ]
  for line in "${lines[@]}"; do [[ $line == *"= 127.0.0."* ]]; done
}

@test "clouds.yaml has an ordinary user and an administrator, each with its password" {
  run clouds_yaml '{"demo": "aa11", "admin": "bb22"}'
  [[ $output == *"  slipway-lab:"*"username: demo"*"password: aa11"*"  slipway-lab-admin:"*"username: admin"*"password: bb22"* ]]
}

@test "passwords are new at each start" {
  [ "$(make_passwords)" != "$(make_passwords)" ]
}

@test "clouds.yaml is for its owner only" {
  LAB_STATE="$BATS_TEST_TMPDIR"
  write_clouds "$(make_passwords)"
  [ "$(stat -c %a "$LAB_STATE/clouds.yaml")" = 600 ]
}

@test "the hash of a fresh cloud changes with its configuration" {
  cp -r "$LAB" "$BATS_TEST_TMPDIR/lab"
  before="$(LAB="$BATS_TEST_TMPDIR/lab" state_hash)"
  [ "$before" = "$(LAB="$LAB" state_hash)" ]
  echo "# more" >>"$BATS_TEST_TMPDIR/lab/conf/cloud.yaml"
  [ "$before" != "$(LAB="$BATS_TEST_TMPDIR/lab" state_hash)" ]
}

@test "the TLS cloud names its own region and the authority's file" {
  LAB_STATE=/somewhere
  run clouds_yaml '{"demo": "aa11", "admin": "bb22"}'
  [[ $output == *"  slipway-lab-tls:"*"https://127.0.0.1:15000/v3"*"password: aa11"*"RegionTLS"*"cacert: /somewhere/tls/ca.pem"*"  slipway-lab-admin:"*"RegionOne"* ]]
  [ "$(grep -c cacert <<<"$output")" -eq 1 ]
}
