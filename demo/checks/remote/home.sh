#!/usr/bin/env bash
# Run on the master by an ordinary user: a job on each named worker reads a file of the master's and writes one back.
# Arguments: folder below the home, longest wait in seconds, workers.
set -euo pipefail

cd "$HOME/$1"
deadline=$((SECONDS + $2))
shift 2
rm -f seen-by-*
date +%s%N >mark
# shellcheck disable=SC2016 # for the worker's shell to expand
printf '%s\n' 'cd "$PBS_O_WORKDIR"' 'cp mark "seen-by-$(hostname -s)"' >home.sh
for worker in "$@"; do
  qsub -l "nodes=$worker:ppn=1" home.sh >/dev/null
done
until [ "$(find . -name 'seen-by-*' | wc -l)" -ge $# ] || [ "$SECONDS" -gt "$deadline" ]; do sleep 0.5; done
sleep 0.5
for worker in "$@"; do
  cmp -s mark "seen-by-${worker%%.*}" && echo "same $worker" || echo "differs $worker"
done
