#!/usr/bin/env bash
# An MPI job over all slots, submitted on the master by an ordinary user. Prints the job's output, then "seconds N".
# Arguments: folder below the home that holds the program's source, nodes, slots of each, longest wait in seconds.
set -euo pipefail

main() {
  local folder="$HOME/$1" nodes="$2" slots="$3" deadline="$4" id started=$SECONDS
  cd "$folder"
  make >make.log 2>&1 || {
    tail -n 20 make.log >&2
    return 1
  }
  echo "compiled $((SECONDS - started))"
  started=$SECONDS
  id="$(qsub -l "nodes=$nodes:ppn=$slots" job.pbs)"
  id="${id%%.*}"
  until [ $((SECONDS - started)) -gt "$deadline" ] || ended "$id"; do sleep 0.5; done
  sleep 0.5
  cat noise-spectrum.o"$id" noise-spectrum.e"$id"
  echo "seconds $((SECONDS - started))"
}

# A job that qstat does not know any more has ended, too.
ended() {
  local state
  state="$(qstat 2>/dev/null | awk -v id="$1" '{ name = $1; sub(/\..*/, "", name) } name == id { print $5 }')"
  [ -z "$state" ] || [ "$state" = C ]
}

main "$@"
