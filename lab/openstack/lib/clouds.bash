#!/usr/bin/env bash
# clouds.yaml: how programs reach the lab. Passwords are made anew at each start.

# make_passwords: prints the JSON object that python/slipway_lab/ready.py reads.
make_passwords() {
  printf '{"demo": "%s", "admin": "%s"}\n' "$(random_secret)" "$(random_secret)"
}

# clouds_yaml PASSWORDS
clouds_yaml() {
  local name user
  printf 'clouds:\n'
  for name in slipway-lab:demo slipway-lab-admin:admin; do
    user="${name#*:}"
    cat <<YAML
  ${name%:*}:
    auth:
      auth_url: http://127.0.0.1:5000/v3
      username: $user
      password: $(password_of "$user" "$1")
      project_name: $user
      user_domain_name: Default
      project_domain_name: Default
    region_name: RegionOne
    interface: public
    identity_api_version: 3
YAML
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
}
