# The sbatch call. Sourced.
# shellcheck shell=bash

# build_command FILE: sets COMMAND, the options of sbatch (the whole command for an interactive job).
build_command() {
  local name
  name=$(job_name "$1")
  COMMAND=("--job-name=${name//%%/%}")
  resource_options
  attribute_options
  scheduling_options
  if [[ -n ${OPTION[I]:-} ]]; then
    COMMAND=(salloc --quiet "${COMMAND[@]}")
    return
  fi
  COMMAND+=(--parsable --export=ALL "--chdir=${OPTION[d]:-$HOME}")
  path_options "$name"
}

scheduling_options() {
  [[ -z ${OPTION[q]:-} ]] || COMMAND+=("--partition=${OPTION[q]%%@*}")
  [[ -z ${OPTION[A]:-} ]] || COMMAND+=("--account=${OPTION[A]}")
  [[ -z ${OPTION[a]:-} ]] || COMMAND+=("--begin=$(begin_time "${OPTION[a]}")")
  [[ -z ${OPTION[h]:-} ]] || COMMAND+=(--hold)
  [[ -z ${OPTION[t]:-} ]] || COMMAND+=("--array=${OPTION[t]}")
  # A user may only lower a job's priority.
  [[ ${OPTION[p]:-0} != -* ]] || COMMAND+=("--nice=${OPTION[p]#-}")
  [[ -z ${OPTION[M]:-} ]] || COMMAND+=("--mail-user=${OPTION[M]}")
  [[ -z ${OPTION[m]:-} ]] || COMMAND+=("--mail-type=$(mail_types "${OPTION[m]}")")
  case ${OPTION[r]:-y} in
    y) COMMAND+=(--requeue) ;;
    n) COMMAND+=(--no-requeue) ;;
    *) fail 2 "illegal -r value" ;;
  esac
}

# attribute_options: -W. Unknown ones are refused: a job that silently ignores what it was told is worse.
attribute_options() {
  local name value
  for name in "${!ATTRIBUTE[@]}"; do
    value=${ATTRIBUTE[$name]}
    case $name in
      depend) COMMAND+=("--dependency=$(dependencies "$value")") ;;
      block) [[ $value != true ]] || COMMAND+=(--wait) ;;
      umask) umask "$value" ;;
      group_list) ;;
      *) fail 2 "-W $name is not supported" ;;
    esac
  done
}

# dependencies afterok:12.master:13,afterany:14 → the same without server names.
dependencies() {
  [[ ! ,$1 =~ ,(before|on:|synccount) ]] || fail 2 "-W depend=$1 is not supported"
  sed -E 's/([0-9]+)(\[\])?\.[^:,]*/\1/g' <<<"$1"
}

# begin_time [[[[CC]YY]MM]DD]hhmm[.SS] → YYYY-MM-DDThh:mm:ss, the next such moment.
begin_time() {
  local digits=${1%%.*} seconds=00 today now
  [[ $1 != *.* ]] || seconds=${1#*.}
  [[ $digits =~ ^[0-9]{4}([0-9]{2}){0,4}$ && $seconds =~ ^[0-9]{2}$ ]] || fail 2 "illegal -a value"
  printf -v today '%(%Y%m%d)T' -1
  printf -v now '%(%H%M)T' -1
  # Texts of four digits each: their order is that of the numbers.
  if ((${#digits} == 4)) && [[ $digits < $now ]]; then today=$(date -d tomorrow +%Y%m%d); fi
  digits=${today:0:12-${#digits}}$digits
  echo "${digits:0:4}-${digits:4:2}-${digits:6:2}T${digits:8:2}:${digits:10:2}:$seconds"
}

mail_types() {
  local types=()
  [[ $1 != *a* ]] || types+=(FAIL)
  [[ $1 != *b* ]] || types+=(BEGIN)
  [[ $1 != *e* ]] || types+=(END)
  ((${#types[@]})) || types=(NONE)
  (IFS=, && echo "${types[*]}")
}
