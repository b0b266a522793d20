# Running one recipe. Sourced by the runner.
# shellcheck shell=bash

# run_script NAME STAGE COMMAND…: runs the command with its output in the stage's log, no input and a deadline;
# on failure tells script, line, exit code and the last lines, and fails.
run_script() {
  local name=$1 stage=$2 started=$EPOCHREALTIME code=0 from log=$SLIPWAY_ROOT/var/log/slipway/$2.log
  local deadline=${SLIPWAY_SCRIPT_DEADLINE_SEC:-600}
  shift 2
  if [[ ! -e $log ]]; then (umask 077 && mkdir -p "${log%/*}" && : >"$log"); fi
  beacon start "$stage" "$name" 0
  printf '== %s\n' "$name" >>"$log"
  from=$(stat -c %s "$log")
  export SLIPWAY_FAULT=$SLIPWAY_ROOT/run/slipway/fault
  : >"$SLIPWAY_FAULT"
  timeout --kill-after=10 "$deadline" "$@" </dev/null >>"$log" 2>&1 || code=$?
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

report_failure() {
  local name=$1 stage=$2 code=$3 started=$4 from=$5 line=0 tail more seconds
  local log=$SLIPWAY_ROOT/var/log/slipway/$stage.log
  seconds=$(seconds_since "$started")
  if ((code == 124 || code == 137)) && ((${seconds%.*} >= ${SLIPWAY_SCRIPT_DEADLINE_SEC:-600})); then
    printf 'error: deadline of %s s passed\n' "${SLIPWAY_SCRIPT_DEADLINE_SEC:-600}" >>"$log"
  fi
  [[ -s $SLIPWAY_FAULT ]] && read -r line <"$SLIPWAY_FAULT"
  tail=$(tail -c "+$((from + 1))" "$log" | mask_secrets)
  if ((line == 0)) && [[ $tail =~ ${name##*/}:\ line\ ([0-9]+): ]]; then line=${BASH_REMATCH[1]}; fi
  more="\"code\":$code,\"line\":$line,\"tail\":$(json_lines <<<"$tail")"
  beacon failed "$stage" "$name" "$seconds" "$more"
  printf '%s: line %d: exit code %d\n%s\n' "$name" "$line" "$code" "$(tail -n 20 <<<"$tail")" >&2
}

# Seconds with one decimal since an $EPOCHREALTIME, without starting a process for the sum.
seconds_since() {
  local micro=$((${EPOCHREALTIME/[^0-9]/} - ${1/[^0-9]/}))
  printf '%d.%d' "$((micro / 1000000))" "$((micro / 100000 % 10))"
}
