#!/usr/bin/env bash
# Runs the recipes of an image kind, parents first: run.sh prerecipe|packages|recipe|execute|report|all
#
# Inputs: /etc/slipway/env, /etc/slipway/secrets, the kinds beside this file. Re-runnable.
# SLIPWAY_ROOT (tests only) is put before every path outside this folder.
set -Eeuo pipefail

SLIPWAY_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SLIPWAY_ROOT=${SLIPWAY_ROOT:-}
SLIPWAY_LIB=$SLIPWAY_HOME/lib
export SLIPWAY_HOME SLIPWAY_ROOT SLIPWAY_LIB

# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/log.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/mask.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/beacon.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/stage.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/script.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/wipe.bash"

main() {
  umask 022
  case ${1:-} in
    prerecipe | packages | recipe | execute | all) trap 'runner_fault "$?" "$LINENO"' ERR ;;
    report) ;;
    *)
      echo "usage: run.sh prerecipe|packages|recipe|execute|report|all" >&2
      return 2
      ;;
  esac
  load_env
  case $1 in
    prerecipe | recipe) run_build_stage "$1" ;;
    packages)
      run_build_stage packages
      run_user_packages
      ;;
    execute) boot_node execute ;;
    all) boot_node prerecipe packages recipe execute ;;
    report) run_report ;;
  esac
}

# The env file is root's own and written by slipway, so it may be sourced.
load_env() {
  local file=$SLIPWAY_ROOT/etc/slipway/env
  [[ -r $file ]] || return 0
  set -a
  # shellcheck source=/dev/null
  source "$file"
  set +a
}

# A fault of the runner itself must not end a boot or a build without a word.
runner_fault() {
  local code=$1 line=$2
  trap - ERR
  [[ ! -e $SLIPWAY_ROOT/run/slipway/failed ]] || return 0
  beacon failed runner run.sh 0 "\"code\":$code,\"line\":$line,\"tail\":[]"
}

# One boot: the given stages, then the secrets go and the node is ready.
boot_node() {
  local stage
  beacon_begin
  choose_logs
  for stage in "$@"; do
    if [[ $stage == execute ]]; then
      run_user_packages
      run_execute
    else
      run_build_stage "$stage"
    fi
  done
  wipe_secrets
  note_boot
  beacon_ready
}

main "$@"
