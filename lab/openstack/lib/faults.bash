#!/usr/bin/env bash
# fault: the knobs that make the cloud fail. Those of the cloud itself are in python/slipway_lab/knobs.py, those of the
# proxy in proxy/.

fault_usage() {
  cat <<'TEXT'
fault quota NAME=VALUE… | reset           limits of project demo; -1: none
fault hypervisor down|up                  Nova's compute service
fault image deactivate|reactivate NAME    in the catalogue
fault image damage|mend NAME              its content: the checksum does not fit any more
fault floating-pool FREE | refill         free addresses in the pool
fault answer STATUS [FILTER…]             the next calls that match get an error: 400–599
fault hang [FILTER…]                      the next calls that match get no answer until `fault clear`
  FILTER: --times N (1) --service identity|compute|network|image|volume|placement --method M --path REGEXP
          --mutating (only calls that may change something) --message TEXT --retry-after SECONDS
fault cut before|after CALL kill PID      at mutating call number CALL: before the service sees it, or after its answer
fault cut before|after CALL run COMMAND…
fault calls [reset]                       mutating calls so far, as JSON
fault list                                faults and cuts that are set, as JSON
fault clear                               removes them
TEXT
}

lab_fault() {
  local knob="${1:-}"
  [ -n "$knob" ] || { fault_usage && return 0; }
  shift
  running_lab >/dev/null
  case "$knob" in
    quota) [ $# -ge 1 ] || fault_wrong "quota: nothing to set" && knob quota "$@" ;;
    hypervisor) fault_hypervisor "$@" ;;
    image)
      [[ ${1:-} =~ ^(deactivate|reactivate|damage|mend)$ && $# -eq 2 ]] || fault_wrong "image: got '$*'"
      knob image "$@"
      ;;
    floating-pool) [[ $# -eq 1 && $1 =~ ^([0-9]+|refill)$ ]] || fault_wrong "floating-pool: got '$*'" && knob floating "$1" ;;
    answer) fault_answer "$@" ;;
    hang) fault_answer 0 "$@" ;;
    cut) fault_cut "$@" ;;
    calls) fault_calls "$@" ;;
    list) jq --null-input '{ faults: $faults, cuts: $cuts }' \
      --argjson faults "$(control GET /faults)" --argjson cuts "$(control GET /cuts)" ;;
    clear) control DELETE /faults >/dev/null && control DELETE /cuts >/dev/null ;;
    *) fault_wrong "no knob $knob" ;;
  esac
}

fault_wrong() {
  fault_usage >&2
  fail "fault $*"
}

knob() {
  FOLDER="$LAB_STATE" in_python knobs "$@"
}

fault_hypervisor() {
  local driver
  local -a hosts services
  [[ ${1:-} =~ ^(down|up)$ && $# -eq 1 ]] || fault_wrong "hypervisor: must be down or up, got '$*'"
  driver="$(<"$LAB_STATE/ready")"
  case "$driver" in
    qemu) hosts=(lab) services=(compute-qemu) ;;
    fake) hosts=(fake) services=(compute-fake) ;;
    both) hosts=(lab fake) services=(compute-qemu compute-fake) ;;
  esac
  FOLDER="$LAB_STATE"
  if [ "$1" = down ]; then stop_services "${services[@]}"; else start_services "${services[@]}"; fi
  knob hypervisor "$1" "${hosts[@]}"
}

# fault_answer STATUS FILTER…
fault_answer() {
  local status="${1:-}" body
  [[ $status =~ ^[0-9]+$ ]] || fault_wrong "answer: needs a status, got '$status'"
  shift
  body="$(jq --null-input --argjson status "$status" '{ status: $status, times: 1 }')"
  while [ $# -gt 0 ]; do
    case "$1" in
      --mutating) body="$(jq '.mutating = true' <<<"$body")" && shift && continue ;;
      --times | --retry-after) [[ ${2:-} =~ ^[0-9]+$ ]] || fault_wrong "$1: must be a whole number, got '${2:-}'" ;;
      --service | --method | --path | --message) [ $# -ge 2 ] || fault_wrong "$1: no value given" ;;
      *) fault_wrong "answer: does not know $1" ;;
    esac
    body="$(filter "$1" "$2" <<<"$body")"
    shift 2
  done
  control POST /faults <<<"$body"
}

# filter OPTION VALUE: adds it to the fault on stdin.
filter() {
  case "$1" in
    --times) jq --argjson value "$2" '.times = $value' ;;
    --retry-after) jq --argjson value "$2" '.retryAfterSec = $value' ;;
    *) jq --arg name "${1#--}" --arg value "$2" '.[$name] = $value' ;;
  esac
}

fault_cut() {
  local body
  [[ ${1:-} =~ ^(before|after)$ && ${2:-} =~ ^[0-9]+$ && $# -ge 4 ]] || fault_wrong "cut: got '$*'"
  body="$(jq --null-input --arg when "$1" --argjson call "$2" '{ when: $when, call: $call }')"
  case "$3" in
    kill)
      [[ $4 =~ ^-?[0-9]+$ && $# -eq 4 ]] || fault_wrong "cut: must kill one process number, got '${*:4}'"
      body="$(jq --argjson pid "$4" '.kill = $pid' <<<"$body")"
      ;;
    run) body="$(jq '.command = $ARGS.positional' --args -- "${@:4}" <<<"$body")" ;;
    *) fault_wrong "cut: must be kill or run, got '$3'" ;;
  esac
  control POST /cuts <<<"$body"
}

fault_calls() {
  case "${1:-}" in
    "") control GET /calls ;;
    reset) control DELETE /calls ;;
    *) fault_wrong "calls: does not know $*" ;;
  esac
}
