# What qdel, qhold and qrls have in common. Sourced after job-id.bash.
# shellcheck shell=bash

# for_each_job FUNCTION [-x VALUE]… ID…: calls FUNCTION with each of Slurm's job ids; tells which failed and goes on.
for_each_job() {
  local action=$1 job id text failed=0
  shift
  # Torque's options say how to wait or which hold; none changes what happens here.
  while getopts ':h:m:pW:t:' _; do :; done
  shift $((OPTIND - 1))
  (($#)) || fail 2 "usage: ${0##*/} job_id…"
  for job in "$@"; do
    id=$job
    if [[ $job != all ]] && ! id=$(slurm_job_id "$job"); then
      printf '%s: illegally formed job identifier: %s\n' "${0##*/}" "$job" >&2
      failed=1
    elif ! text=$("$action" "$id" 2>&1); then
      explain "$job" "$text"
      failed=153
    fi
  done
  return "$failed"
}

explain() {
  if [[ $2 == *[Ii]"nvalid job id"* ]]; then
    printf '%s: Unknown Job Id Error %s\n' "${0##*/}" "$1" >&2
  else
    printf '%s: %s: %s\n' "${0##*/}" "$1" "$2" >&2
  fi
}
