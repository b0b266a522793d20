#!/usr/bin/env bash
# npm run lab:openstack -- COMMAND: an OpenStack to test against, in namespaces of its own. See docs/lab-openstack.md.
set -euo pipefail
LAB="$(cd "$(dirname "$0")" && pwd)"
REPOSITORY="$(cd "$LAB/../.." && pwd)"
# shellcheck source=setup/log.bash
source "$REPOSITORY/setup/log.bash"
# shellcheck source=setup/packages.bash
source "$REPOSITORY/setup/packages.bash"
# shellcheck source=setup/node.bash
source "$REPOSITORY/setup/node.bash"
for part in args paths host root render wait world services bootstrap proxy clouds start enter tls status faults; do
  # shellcheck source=/dev/null
  source "$LAB/lib/$part.bash"
done

main() {
  local command="${1:-}"
  [ $# -eq 0 ] || shift
  check_arguments "$command" "$@"
  if [[ $command =~ ^(prepare|up)$ ]]; then prepare_host; fi
  become_root "$command" "$@"
  umask 022
  set_caches
  "lab_$command" "$@"
}

# What the user can do without being root: the small programs of the host, and the proxy's libraries.
prepare_host() {
  [ -z "${SLIPWAY_LAB_PREPARED:-}" ] || return 0
  check_node
  install_packages lab
  (cd "$REPOSITORY" && install_npm)
  # Made here so that they belong to the user.
  mkdir -p "$LAB_CACHES" "${LAB_STATE%/*}" "$SLIPWAY_LOGS"
  export SLIPWAY_LAB_PREPARED=1
}

# Namespaces and mounts need root. The environment stays, so that `exec` runs programs with that of its caller.
become_root() {
  [ "$(id -u)" -ne 0 ] || return 0
  exec sudo --preserve-env env PATH="$PATH" HOME="$HOME" bash "$LAB/run.sh" "$@"
}

main "$@"
