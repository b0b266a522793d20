# Where a job's output goes, as Torque decides it. Sourced.
# shellcheck shell=bash

# path_options NAME: appends --output and --error; NAME is the job's name, OPTION has o, e, j, k.
path_options() {
  local name=$1 number=%j join=${OPTION[j]:-n} keep=${OPTION[k]:-} out err
  [[ -z ${OPTION[t]:-} ]] || number=%A-%a
  out=$(output_path "${OPTION[o]:-}" "$name.o$number" "$([[ $keep == *o* ]] && echo "$HOME" || echo "$PWD")")
  err=$(output_path "${OPTION[e]:-}" "$name.e$number" "$([[ $keep == *e* ]] && echo "$HOME" || echo "$PWD")")
  case $join in
    oe) err=$out ;;
    eo) out=$err ;;
    n) ;;
    *) fail 2 "illegal -j value" ;;
  esac
  COMMAND+=("--output=$out" "--error=$err")
}

# output_path GIVEN DEFAULT_NAME FOLDER: GIVEN may be [host:]path, a folder, relative to the submit directory, or empty.
output_path() {
  local given=$1 default=$2 folder=$3
  # Every node sees the same files, so the host does not matter.
  [[ $given != *:* ]] || given=${given#*:}
  if [[ -z $given ]]; then
    echo "$folder/$default"
    return
  fi
  [[ $given == /* ]] || given=$PWD/$given
  if [[ -d $given ]]; then given=${given%/}/$default; fi
  given=${given//'${PBS_JOBID}'/%j.$SERVER}
  echo "${given//'$PBS_JOBID'/%j.$SERVER}"
}

# job_name FILE: -N, else the script's name, else STDIN.
job_name() {
  local name=STDIN
  [[ -z $1 || $1 == - ]] || name=${1##*/}
  name=${OPTION[N]:-$name}
  # A line end in a name forges records in listings, an escape moves the cursor of whoever reads them.
  [[ $name != *[[:space:][:cntrl:]/]* ]] || fail 2 "illegal -N value"
  echo "${name//%/%%}"
}
