#!/usr/bin/env bash
# exec and openstack: programs inside the lab.

# In the lab's network only: files, users and process numbers are the host's.
lab_exec() {
  local pid
  pid="$(running_lab)"
  # npm has left the folder of its caller.
  [ "${npm_lifecycle_event:-}" != lab:openstack ] || cd "${INIT_CWD:-.}"
  export OS_CLIENT_CONFIG_FILE="$LAB_STATE/clouds.yaml" OS_CLOUD="${OS_CLOUD:-slipway-lab}"
  exec nsenter --target "$pid" --net -- setpriv --reuid "$(owner_uid)" --regid "$(owner_gid)" --init-groups -- "$@"
}

# OpenStack's client from the lab's root file system. Files of the host are not seen there: images come on stdin.
lab_openstack() {
  running_lab >/dev/null
  in_world "$LAB_STATE" env OS_CLOUD="${OS_CLOUD:-slipway-lab}" OS_CLIENT_CONFIG_FILE=/run/clouds.yaml openstack "$@"
}

running_lab() {
  world_pid "$LAB_STATE" || fail "the lab is not up; npm run lab:openstack -- up"
}
