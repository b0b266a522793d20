#!/usr/bin/env bash
# Progress of set-up: what runs, since when, how it ended. A live line on a terminal, plain lines elsewhere.

SLIPWAY_LOGS="${XDG_CACHE_HOME:-$HOME/.cache}/slipway/logs"

say() {
  printf '%s\n' "$*"
}

# One clear error, then the end.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# step LABEL COMMAND…: runs COMMAND with its output in a log, shows the time it takes, and the log's end if it fails.
step() {
  local label="$1" log pid status=0 start=$SECONDS
  shift
  mkdir -p "$SLIPWAY_LOGS"
  log="$SLIPWAY_LOGS/$(printf '%s' "$label" | tr -cs 'A-Za-z0-9\n' '-').log"
  [ -t 1 ] || say "[$(date +%H:%M:%S)] $label: started"
  "$@" >"$log" 2>&1 &
  pid=$!
  watch_step "$pid" "$label" "$log" "$start"
  wait "$pid" || status=$?
  [ ! -t 1 ] || printf '\r\033[K'
  note_stage "$label" $((SECONDS - start))
  if [ "$status" -ne 0 ]; then
    say "✖ $label: failed after $((SECONDS - start)) s (exit $status); the end of $log:"
    tail -n 25 "$log" | sed 's/^/    /'
    return "$status"
  fi
  say "✔ $label: $((SECONDS - start)) s"
}

# Shows that a step is alive until its process ends.
watch_step() {
  local pid="$1" label="$2" log="$3" start="$4" seconds last=""
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    seconds=$((SECONDS - start))
    if [ -t 1 ]; then
      last="$(tail -n 1 "$log" | tr -cd '[:print:]' | cut -c 1-60)"
      printf '\r\033[K… %s: %s s  %s' "$label" "$seconds" "$last"
    elif [ "$seconds" -gt 0 ] && [ $((seconds % 20)) -eq 0 ] && [ "$last" != "$seconds" ]; then
      last="$seconds"
      say "[$(date +%H:%M:%S)] $label: running for $seconds s; $(tail -n 1 "$log" | tr -cd '[:print:]' | cut -c 1-80)"
    fi
  done
}

# Keeps a stage's time for the table at the end of the demo.
note_stage() {
  [ -z "${SLIPWAY_STAGES:-}" ] || printf '%s\t%s\n' "$1" "$2" >>"$SLIPWAY_STAGES"
}
