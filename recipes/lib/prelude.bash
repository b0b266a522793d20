# Loaded by bash before each recipe (BASH_ENV): strict mode, the library, and a note of where the recipe failed.
# shellcheck shell=bash
unset BASH_ENV
set -Eeuo pipefail

# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/log.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/retry.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/file.bash"
# shellcheck source-path=SCRIPTDIR
source "$SLIPWAY_LIB/apt.bash"

# slipway_note_fault LINE: the line of the recipe itself, also when the command that failed is in a function
# of another file. The first note stays: it is the innermost.
slipway_note_fault() {
  local line=$1 depth
  [[ -s $SLIPWAY_FAULT ]] && return 0
  for ((depth = 1; depth < ${#BASH_SOURCE[@]}; depth++)); do
    if [[ ${BASH_SOURCE[depth]} == "$0" ]]; then
      ((depth == 1)) || line=${BASH_LINENO[depth - 1]}
      break
    fi
  done
  printf '%s\n' "$line" >"$SLIPWAY_FAULT"
}
trap 'slipway_note_fault "$LINENO"' ERR

# An explicit `exit 3` is no failing command for bash, so it would leave no line.
exit() {
  local code=${1:-$?}
  [[ $code == 0 ]] || slipway_note_fault "${BASH_LINENO[0]}"
  builtin exit "$code"
}
