# shellcheck shell=bash
# Progress on stderr, one plain line each, and steps that tell how long they take.

HEARTBEAT_SEC=15

say() {
  printf 'toolchain: %s\n' "$*" >&2
}

# fail TEXT [LINE…]: the first line says what is wrong, the others what to do.
fail() {
  printf 'toolchain: error: %s\n' "$1" >&2
  shift
  (($# == 0)) || printf 'toolchain:   %s\n' "$@" >&2
  exit 1
}

# Lists all missing tools at once.
need_tools() {
  local tool missing=()
  for tool in "$@"; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  ((${#missing[@]} == 0)) || fail "not installed: ${missing[*]}"
}

# run_step NAME LABEL COMMAND…: runs the command with its output in a log file.
# Returns its exit code; on failure the end of the log is shown.
run_step() {
  local name=$1 label=$2 started=$SECONDS code=0 log beat
  shift 2
  log=$CACHE/log/$name.log
  say "$label …"
  heartbeat "$label" &
  beat=$!
  "$@" >"$log" 2>&1 || code=$?
  kill "$beat" 2>/dev/null || true
  wait "$beat" 2>/dev/null || true
  if ((code == 0)); then
    say "$label … $((SECONDS - started)) s"
    return
  fi
  say "$label … failed after $((SECONDS - started)) s; the end of $log:"
  tail -n 15 "$log" | sed 's/^/toolchain:   /' >&2
  return "$code"
}

# Ends with the script, however that ends, and holds neither its lock nor its output.
heartbeat() {
  local label=$1 started=$SECONDS nap=
  exec 9>&- >/dev/null
  trap 'kill "$nap" 2>/dev/null; exit 0' TERM
  while true; do
    sleep "$HEARTBEAT_SEC" 2>/dev/null &
    nap=$!
    wait "$nap"
    kill -0 $$ 2>/dev/null || exit 0
    say "$label … still at it after $((SECONDS - started)) s"
  done
}
