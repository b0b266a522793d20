#!/usr/bin/env bash
# Where the lab keeps its files, and under which hash.

LAB_STATE="${XDG_DATA_HOME:-$HOME/.local/share}/slipway/lab/openstack"
LAB_CACHES="${XDG_CACHE_HOME:-$HOME/.cache}/slipway/lab"

# Sets LAB_CACHE, the folder of the root file system, and LAB_LAYER, what the first start made on top of it.
set_caches() {
  LAB_CACHE="$LAB_CACHES/openstack-$(root_hash)"
  LAB_LAYER="$LAB_CACHE/state-$(state_hash)"
}

# What decides the databases and files of a fresh cloud.
state_hash() {
  (cd "$LAB" && cat lib/bootstrap.bash lib/render.bash \
    && find conf python -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum) | sha256sum | cut -c 1-12
}

# The user who asked for the lab, also when sudo runs this.
owner_uid() {
  printf '%s\n' "${SUDO_UID:-$(id -u)}"
}

owner_gid() {
  printf '%s\n' "${SUDO_GID:-$(id -g)}"
}

give_to_owner() {
  chown "$(owner_uid):$(owner_gid)" "$@"
}
