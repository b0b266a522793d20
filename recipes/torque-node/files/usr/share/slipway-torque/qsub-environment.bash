# The environment that a job starts with. Sourced.
# shellcheck shell=bash

# build_environment: sets ENVIRONMENT. Torque gives a job a clean one (plus -v), or all of ours with -V. The rest of
# PBS_* is known only where the job runs: see the task prolog.
build_environment() {
  local name names
  ENVIRONMENT=("HOME=$HOME" "USER=${USER:-}" "LOGNAME=${LOGNAME:-${USER:-}}" "SHELL=${SHELL:-/bin/bash}")
  ENVIRONMENT+=("PATH=/usr/local/bin:/usr/bin:/bin" "LANG=${LANG:-C.UTF-8}")
  if [[ -n ${OPTION[V]:-} ]]; then
    names=$(compgen -e)
    while IFS= read -r name; do
      [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || continue
      case $name in
        BASH* | SLURM_* | SBATCH_* | PBS_* | PWD | OLDPWD | SHLVL | _) ;;
        *) ENVIRONMENT+=("$name=${!name}") ;;
      esac
    done <<<"$names"
  fi
  for name in "${!VARIABLE[@]}"; do
    ENVIRONMENT+=("$name=${VARIABLE[$name]}")
  done
  ENVIRONMENT+=(
    "PBS_O_HOME=$HOME" "PBS_O_HOST=${HOSTNAME%%.*}.${SERVER#*.}" "PBS_O_LANG=${LANG:-C.UTF-8}"
    "PBS_O_LOGNAME=${LOGNAME:-${USER:-}}" "PBS_O_PATH=$PATH" "PBS_O_QUEUE=${OPTION[q]:-batch}"
    "PBS_O_SERVER=$SERVER" "PBS_O_SHELL=${SHELL:-/bin/bash}" "PBS_O_WORKDIR=$PWD" "PBS_O_MAIL=${MAIL:-}"
  )
  [[ -z ${RESOURCE[walltime]:-} ]] || ENVIRONMENT+=("PBS_WALLTIME=$(walltime_seconds "${RESOURCE[walltime]}")")
}
