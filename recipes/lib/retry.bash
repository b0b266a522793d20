# Trying again until a deadline. Sourced.
# shellcheck shell=bash

# retry SECONDS COMMAND…: runs the command until it succeeds, a pause of 1–5 s between tries; past the deadline
# it fails with the command's last exit code and says how often it tried.
retry() {
  local seconds=$1 tries=0 pause=1 code deadline
  [[ $seconds =~ ^[0-9]+$ ]] || die "no number of seconds: $seconds" || return
  deadline=$((SECONDS + seconds))
  shift
  while true; do
    tries=$((tries + 1))
    code=0
    "$@" || code=$?
    ((code == 0)) && return 0
    if ((SECONDS + pause > deadline)); then
      printf 'error: gave up after %d tries: %s\n' "$tries" "$*" >&2
      return "$code"
    fi
    sleep "$pause"
    pause=$((pause < 5 ? pause + 1 : 5))
  done
}

# wait_for SECONDS WHAT COMMAND…: waits until the silent command succeeds; past the deadline says WHAT did not come.
wait_for() {
  local seconds=$1 what=$2 deadline
  [[ $seconds =~ ^[0-9]+$ ]] || die "no number of seconds: $seconds" || return
  deadline=$((SECONDS + seconds))
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die "waited ${seconds} s for ${what}" || return
    sleep 0.5
  done
}
