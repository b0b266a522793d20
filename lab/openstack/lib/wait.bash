#!/usr/bin/env bash
# Waits with a deadline and a cause.

# await SECONDS WHAT LOG COMMAND…: until COMMAND succeeds; else fails with the end of LOG.
await() {
  local seconds="$1" what="$2" log="$3" end=$((SECONDS + $1))
  shift 3
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail_with_log "$what: not there after $seconds s" "$log"
    sleep 0.1
  done
}

# await_service SECONDS NAME COMMAND…: as await, and ends as soon as service NAME is dead.
await_service() {
  local seconds="$1" name="$2" log tries=0 end=$((SECONDS + $1))
  shift 2
  log="$FOLDER/upper/var/log/lab/$name.log"
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail_with_log "$name: not ready after $seconds s" "$log"
    # Asking the supervisor costs more than the probe.
    ((++tries % 10)) || service_lives "$name" || fail_with_log "$name: ended" "$log"
    sleep 0.3
  done
}

fail_with_log() {
  {
    printf 'the end of %s:\n' "$2"
    tail -n 20 "$2" 2>/dev/null | sed 's/^/    /'
  } >&2
  fail "$1; \`npm run lab:openstack -- logs\` shows more, \`-- down\` removes the lab"
}
