#!/usr/bin/env bash
# Checks the command line before anything happens, and says all that is wrong with it.

usage() {
  cat <<'TEXT'
usage: npm run lab:openstack -- COMMAND
  up [--driver qemu|fake|both]   start; qemu (default): real guests, fake: control plane only
  prepare                        build what the first up needs (packages, databases), and start nothing
  down [--cache]                 remove it wholly; with --cache also the packages and the first start's outcome
  status                         what runs, where, how much memory
  logs [SERVICE]                 the end of the logs
  exec COMMAND…                  run a program of this computer in the lab's network
  openstack ARGUMENT…            OpenStack's own client, as the ordinary user (OS_CLOUD=slipway-lab-admin: administrator)
  fault KNOB ARGUMENT…           make the cloud fail; `fault` alone lists the knobs
TEXT
}

# check_arguments COMMAND ARGUMENT…
check_arguments() {
  local command="$1"
  shift
  case "$command" in
    up) check_up "$@" ;;
    down) check_only "$command" --cache "$@" ;;
    prepare | status) check_only "$command" "" "$@" ;;
    logs) [ $# -le 1 ] || wrong "logs: takes one service, got $*" ;;
    exec) [ $# -ge 1 ] || wrong "exec: no command given" ;;
    openstack | fault) ;;
    -h | --help | help) usage && exit 0 ;;
    "") wrong "no command given" ;;
    *) wrong "no command $command" ;;
  esac
}

check_up() {
  case "${1:-}" in
    "") ;;
    --driver)
      [[ ${2:-} =~ ^(qemu|fake|both)$ ]] || wrong "--driver: must be qemu, fake or both, got '${2:-}'"
      [ $# -le 2 ] || wrong "up: does not know ${*:3}"
      ;;
    *) wrong "up: does not know $*" ;;
  esac
}

# check_only COMMAND OPTION ARGUMENT…: nothing, or OPTION alone.
check_only() {
  if [ $# -eq 2 ] || { [ $# -eq 3 ] && [ -n "$2" ] && [ "$3" = "$2" ]; }; then return 0; fi
  wrong "$1: does not know ${*:3}"
}

wrong() {
  usage >&2
  fail "$*"
}
