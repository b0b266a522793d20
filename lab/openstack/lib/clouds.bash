#!/usr/bin/env bash
# clouds.yaml: how programs reach the lab. Passwords are made anew at each start.

# make_passwords: prints the JSON object that python/slipway_lab/ready.py reads.
make_passwords() {
  printf '{"demo": "%s", "admin": "%s"}\n' "$(random_secret)" "$(random_secret)"
}

# clouds_yaml PASSWORDS
clouds_yaml() {
  local name user
  local -a place
  printf 'clouds:\n'
  for name in slipway-lab:demo slipway-lab-tls:demo slipway-lab-admin:admin; do
    user="${name#*:}"
    name="${name%:*}"
    place=(http://127.0.0.1:5000 RegionOne)
    [ "$name" != slipway-lab-tls ] || place=(https://127.0.0.1:15000 RegionTLS)
    cat <<YAML
  $name:
    auth:
      auth_url: ${place[0]}/v3
      username: $user
      password: $(password_of "$user" "$1")
      project_name: $user
      user_domain_name: Default
      project_domain_name: Default
    region_name: ${place[1]}
    interface: public
    identity_api_version: 3
YAML
    [ "$name" != slipway-lab-tls ] || printf '    cacert: %s\n' "$LAB_STATE/tls/ca.pem"
  done
}

# password_of USER PASSWORDS
password_of() {
  local rest="${2#*"\"$1\": \""}"
  printf '%s\n' "${rest%%\"*}"
}

write_clouds() {
  (
    umask 077
    clouds_yaml "$1" >"$LAB_STATE/clouds.yaml"
  )
  give_to_owner "$LAB_STATE/clouds.yaml"
}

# For the client inside the lab, which does not see the host's files.
send_clouds() {
  in_world "$LAB_STATE" bash -c 'umask 077; cat >/run/clouds.yaml' <"$LAB_STATE/clouds.yaml"
  # shellcheck disable=SC2016,SC2094 # expanded there; the same path, but in another file system
  in_world "$LAB_STATE" bash -c 'mkdir -p "${1%/*}" && cat >"$1"' bash "$LAB_STATE/tls/ca.pem" <"$LAB_STATE/tls/ca.pem"
}
