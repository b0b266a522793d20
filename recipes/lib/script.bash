# Running one recipe. Sourced by the runner.
# shellcheck shell=bash

SLIPWAY_LOGS=$SLIPWAY_ROOT/var/log/slipway

# choose_logs: in memory when the disk of a node that has been ready before is full: it shall start all the same.
choose_logs() {
  local free
  [[ -e $SLIPWAY_ROOT/var/lib/slipway/booted ]] || return 0
  free=$(stat --file-system --format=%f "$SLIPWAY_ROOT/var/log")
  [[ $free =~ ^[0-9]+$ ]] && ((free >= 64)) || SLIPWAY_LOGS=$SLIPWAY_ROOT/run/slipway
}

# run_script NAME STAGE COMMAND…: runs the command with its output in the stage's log, no input and a deadline;
# on failure tells script, line, exit code and the last lines, and fails.
run_script() {
  local name=$1 stage=$2 started code=0 from log=$SLIPWAY_LOGS/$2.log
  local deadline=${SLIPWAY_SCRIPT_DEADLINE_SEC:-600}
  shift 2
  [[ $deadline =~ ^[0-9]+$ ]] || die "SLIPWAY_SCRIPT_DEADLINE_SEC is no number: $deadline" || return
  if [[ ! -e $log ]]; then (umask 077 && mkdir -p "${log%/*}" && : >"$log"); fi
  beacon start "$stage" "$name" 0
  printf '== %s\n' "$name" >>"$log"
  from=$(stat -c %s "$log")
  note_uptime
  started=$SLIPWAY_UPTIME
  export SLIPWAY_FAULT=$SLIPWAY_ROOT/run/slipway/fault
  : >"$SLIPWAY_FAULT"
  timeout --kill-after=10 "$deadline" "$@" </dev/null >>"$log" 2>&1 || code=$?
  tell_warnings "$name" "$stage"
  if ((code == 0)); then
    beacon "done" "$stage" "$name" "$(seconds_since "$started")"
    return 0
  fi
  report_failure "$name" "$stage" "$code" "$started" "$from"
  return 1
}

# A recipe: bash with the prelude, which gives strict mode, the library and the failing line.
run_recipe() {
  local path=$1 stage=$2
  run_script "${path#"$SLIPWAY_HOME"/}" "$stage" env BASH_ENV="$SLIPWAY_LIB/prelude.bash" bash "$path"
}

# note_boot: this node has been ready once.
note_boot() {
  local marker=$SLIPWAY_ROOT/var/lib/slipway/booted
  [[ ! -e $marker ]] || return 0
  mkdir -p "${marker%/*}"
  : >"$marker"
}

# tell_warnings NAME STAGE: an event for what the script warned of.
tell_warnings() {
  local file=$SLIPWAY_ROOT/run/slipway/warnings tail
  [[ -s $file ]] || return 0
  tail=$(mask_secrets <"$file" | json_lines)
  : >"$file"
  beacon warning "$2" "$1" 0 "\"tail\":$tail"
}

report_failure() {
  local name=$1 stage=$2 status=$3 started=$4 from=$5 line=0 tail last more seconds
  local log=$SLIPWAY_LOGS/$stage.log
  seconds=$(seconds_since "$started")
  # `timeout` says 124, or 137 when it had to kill.
  if [[ $status == 124 || $status == 137 ]] && is_past_deadline "${seconds%.*}"; then
    printf 'error: deadline of %s s passed\n' "${SLIPWAY_SCRIPT_DEADLINE_SEC:-600}" >>"$log"
  fi
  [[ -s $SLIPWAY_FAULT ]] && read -r line <"$SLIPWAY_FAULT"
  [[ $from =~ ^[0-9]+$ && $line =~ ^[0-9]+$ ]] || from=0 line=0
  tail=$(tail -c "+$((from + 1))" "$log" | mask_secrets)
  if ((line == 0)) && [[ $tail =~ ${name##*/}:\ line\ ([0-9]+): ]]; then line=${BASH_REMATCH[1]}; fi
  more="\"code\":$status,\"line\":$line,\"tail\":$(json_lines <<<"$tail")"
  beacon failed "$stage" "$name" "$seconds" "$more"
  last=$(tail -n 20 <<<"$tail")
  printf '%s: line %d: exit code %d\n%s\n' "$name" "$line" "$status" "$last" >&2
}

is_past_deadline() {
  local seconds=$1 deadline=${SLIPWAY_SCRIPT_DEADLINE_SEC:-600}
  [[ $seconds =~ ^[0-9]+$ && $deadline =~ ^[0-9]+$ ]] && ((seconds >= deadline))
}

# Seconds with one decimal since an earlier SLIPWAY_UPTIME, without starting a process for the sum.
seconds_since() {
  local now then=${1/./}
  note_uptime
  now=${SLIPWAY_UPTIME/./}
  [[ $now =~ ^[0-9]+$ && $then =~ ^[0-9]+$ ]] || return
  now=$((10#$now - 10#$then))
  printf '%d.%d' "$((now / 100))" "$((now / 10 % 10))"
}
