# Events of a boot, as JSON lines on the console and in /run/slipway. Sourced by the runner.
# shellcheck shell=bash

SLIPWAY_BOOT=build
SLIPWAY_CONSOLE=${SLIPWAY_CONSOLE:-}

# beacon_begin: forgets what an earlier run of this boot said.
beacon_begin() {
  # shellcheck disable=SC2153 # not a misspelt SLIPWAY_BOOT
  mkdir -p "$SLIPWAY_ROOT/run/slipway"
  rm -f "$SLIPWAY_ROOT"/run/slipway/{done,failed}
  read -r SLIPWAY_BOOT <"$SLIPWAY_ROOT/proc/sys/kernel/random/boot_id"
}

# note_uptime: SLIPWAY_UPTIME is the seconds since the boot, with hundredths. The clock itself may be set at any time.
note_uptime() {
  SLIPWAY_UPTIME=0.00
  if [[ -r /proc/uptime ]]; then read -r SLIPWAY_UPTIME _ </proc/uptime; fi
}

# beacon EVENT STAGE SCRIPT SECONDS [MORE]: MORE is further JSON members, `"code":3`.
beacon() {
  local event=$1 stage=$2 script=$3 seconds=$4 more=${5:-} json
  note_uptime
  json="{\"event\":\"$event\",\"stage\":\"$stage\",\"script\":\"$script\",\"seconds\":$seconds"
  json+=",\"uptime\":$SLIPWAY_UPTIME,\"boot\":\"$SLIPWAY_BOOT\"${more:+,$more}}"
  [[ -d $SLIPWAY_ROOT/run/slipway ]] || mkdir -p "$SLIPWAY_ROOT/run/slipway"
  printf '%s\n' "$json" >>"$SLIPWAY_ROOT/run/slipway/events"
  if [[ $event == failed ]]; then printf '%s\n' "$json" >"$SLIPWAY_ROOT/run/slipway/failed"; fi
  console_line "slipway-event $json"
}

# beacon_ready: the last event of a good boot.
beacon_ready() {
  printf '%s\n' "$SLIPWAY_BOOT" >"$SLIPWAY_ROOT/run/slipway/done"
  beacon ready execute "" 0
}

# The serial line where there is one (clouds record it), else the console: never both, they are often the same.
# SLIPWAY_CONSOLE names another file; `stderr` is said by name, for as a file it can't be opened when it is a socket.
console_line() {
  if [[ -z $SLIPWAY_CONSOLE ]]; then
    SLIPWAY_CONSOLE=/dev/console
    if { : >/dev/ttyS0; } 2>/dev/null; then SLIPWAY_CONSOLE=/dev/ttyS0; fi
  fi
  if [[ $SLIPWAY_CONSOLE == stderr ]]; then
    printf '%s\n' "$1" >&2
    return 0
  fi
  # The leading newline ends a line that somebody else left open.
  printf '\r\n%s\r\n' "$1" 2>/dev/null >>"$SLIPWAY_CONSOLE" || true
}

# json_string TEXT: TEXT as a JSON string; anything but printable ASCII becomes "?".
json_string() {
  local LC_ALL=C text=$1
  text=${text//$'\t'/ }
  text=${text//[^ -~]/?}
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "$text"
}

# json_lines: stdin as a JSON array of at most 20 lines and 2000 characters, the last ones.
json_lines() {
  local lines=() line total=0 index out=
  out=$(tail -n 20)
  mapfile -t lines <<<"$out"
  out=
  for ((index = ${#lines[@]} - 1; index >= 0; index--)); do
    line=${lines[index]:0:500}
    # A log that ends with an empty line, or has nothing else.
    [[ -n $line || -n $out ]] || continue
    total=$((total + ${#line}))
    ((total <= 2000)) || break
    out=$(json_string "$line")${out:+,$out}
  done
  printf '[%s]' "$out"
}
