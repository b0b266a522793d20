# Messages of recipes. Sourced; every recipe has these functions without sourcing anything.
# shellcheck shell=bash

# log TEXT…: one line with the time, to the stage's log.
log() {
  printf '%(%H:%M:%S)T %s\n' -1 "$*"
}

# warn TEXT…: what somebody should know although the boot goes on; the runner tells it as an event.
warn() {
  printf 'warning: %s\n' "$*" >&2
  printf '%s\n' "$*" >>"$SLIPWAY_ROOT/run/slipway/warnings"
}

# die TEXT…: says why and fails the recipe at the caller's line.
die() {
  printf 'error: %s\n' "$*" >&2
  return 1
}
