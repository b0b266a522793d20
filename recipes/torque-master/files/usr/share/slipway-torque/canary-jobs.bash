# The canary's jobs. Sourced by slipway-canary; CANARY_USER and FOLDER (in the user's home) are set there.
# shellcheck shell=bash

JOBS=()
# A pause without starting a process for it: the master has the scheduler's work to do meanwhile.
exec {PAUSE}<> <(:)

as_user() {
  runuser -u "$CANARY_USER" -- env -C "${FOLDER:-/}" HOME="$HOME_FOLDER" "$@"
}

# submit SCRIPT OPTION…: queues it and notes its id.
submit() {
  local script=$1 id
  shift
  id=$(as_user qsub -o "$FOLDER/log" -j oe -l walltime=60 "$@" <<<"$script") || fail_canary "qsub refused a job"
  JOBS+=("${id%%.*}")
}

# run_jobs WORKER…: one job on each, all at once; each says where it ran.
run_jobs() {
  local worker said index=0
  for worker in "$@"; do
    submit "#!/bin/sh
echo \"\$(hostname)\" >'$FOLDER/$worker.new' && mv '$FOLDER/$worker.new' '$FOLDER/$worker'" -N "canary-$worker" -l "nodes=$worker"
  done
  for worker in "$@"; do
    wait_for_file "$FOLDER/$worker" "the job on $worker" "${JOBS[index]}"
    index=$((index + 1))
    said=$(<"$FOLDER/$worker")
    [[ $said == "$worker" ]] || fail_canary "the job for $worker ran on $said"
  done
}

# run_mpi NODES SLOTS: all ranks meet; the last one reads, timed, what another node wrote.
run_mpi() {
  local ranks
  submit "#!/bin/sh
exec mpirun python3 -I /usr/share/slipway-torque/canary-mpi.py '$FOLDER'" -N canary-mpi -l "nodes=$1"
  wait_for_file "$FOLDER/ranks" "the MPI job over $2 slots" "${JOBS[-1]}"
  ranks=$(<"$FOLDER/ranks")
  ((ranks == $2)) || fail_canary "MPI ran with $ranks ranks instead of $2"
}

# wait_for_file FILE WHAT JOB: the master has the home directories, so it sees the file as soon as it is there.
wait_for_file() {
  local deadline=$((SECONDS + DEADLINE_SEC)) look=$((SECONDS + 3))
  until [[ -e $1 ]]; do
    if ((SECONDS >= look)); then
      look=$((SECONDS + 2))
      # Finished jobs without their file have failed.
      if [[ -z $(squeue --noheader --jobs="$3" --format=%i 2>/dev/null) && ! -e $1 ]]; then
        fail_canary "$2 failed: $(job_log)"
      fi
    fi
    ((SECONDS < deadline)) || fail_canary "$2 did not finish within $DEADLINE_SEC s: $(queue_reasons)"
    read -rt 0.1 -u "$PAUSE" || true
  done
}

job_log() {
  tail -n 5 "$FOLDER/log" 2>/dev/null | tr '\n' ' ' || true
}

queue_reasons() {
  squeue --noheader --jobs="$(IFS=, && echo "${JOBS[*]}")" --format='%j %T (%r)' 2>&1 | tr '\n' ' '
}

clean_up() {
  ((${#JOBS[@]} == 0)) || scancel --quiet "${JOBS[@]}" 2>/dev/null || true
  rm -rf "$FOLDER"
}
