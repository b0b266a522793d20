# Job ids as Torque writes them: 12.master.lisa.internal, arrays 12[].master.lisa.internal. Sourced.
# shellcheck shell=bash

# read_server_name: sets SERVER, the batch server's full name, which ends every job id.
read_server_name() {
  SERVER=localhost
  read -r SERVER <"${SLIPWAY_TORQUE_SERVER_NAME:-/var/spool/torque/server_name}" || true
}

# full_job_id NUMBER [ARRAY]
full_job_id() {
  printf '%s%s.%s\n' "$1" "${2:+[]}" "$SERVER"
}

# slurm_job_id ID: prints Slurm's form: 12, 12_3 for 12[3]; fails when it is no job id.
slurm_job_id() {
  local id=${1%%.*}
  [[ $id =~ ^([0-9]+)(\[([0-9]*)\])?$ ]] || return 1
  printf '%s%s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]:+_${BASH_REMATCH[3]}}"
}

# fail CODE TEXT…
fail() {
  local code=$1
  shift
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit "$code"
}
