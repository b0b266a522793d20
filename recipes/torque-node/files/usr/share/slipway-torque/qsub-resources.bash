# -l resources of qsub as sbatch options. Sourced.
# shellcheck shell=bash

# add_resources WHERE nodes=2:ppn=4,walltime=1:00:00
add_resources() {
  local where=$1 item name items
  IFS=, read -ra items <<<"$2"
  for item in "${items[@]}"; do
    name=${item%%=*}
    case $name in
      nodes | walltime | mem | pmem | procs | ncpus | file | nice | host) ;;
      cput | pcput | vmem | pvmem | naccesspolicy | software | opsys | arch | other | qos | feature) ;;
      *) fail 171 "Unknown resource type  Resource_List.$name" ;;
    esac
    if [[ $where == command || -z ${RESOURCE[$name]:-} ]]; then RESOURCE[$name]=${item#*=}; fi
  done
}

# resource_options: appends sbatch options for RESOURCE to COMMAND.
resource_options() {
  local kibibytes
  NODES=1
  if [[ -n ${RESOURCE[procs]:-} ]]; then
    COMMAND+=("--ntasks=${RESOURCE[procs]}")
  else
    node_options "${RESOURCE[nodes]:-1:ppn=${RESOURCE[ncpus]:-1}}"
  fi
  [[ -z ${RESOURCE[host]:-} ]] || COMMAND+=("--nodelist=${RESOURCE[host]%%.*}")
  [[ -z ${RESOURCE[walltime]:-} ]] || COMMAND+=("--time=$(slurm_time "${RESOURCE[walltime]}")")
  # Torque's mem is the whole job's, Slurm's is each node's.
  if [[ -n ${RESOURCE[mem]:-} ]]; then
    kibibytes=$(kibibytes "${RESOURCE[mem]}")
    [[ $kibibytes =~ ^[0-9]+$ ]] || fail 172 "Illegal attribute or resource value: ${RESOURCE[mem]}"
    COMMAND+=("--mem=$((kibibytes / NODES))K")
  fi
  [[ -z ${RESOURCE[pmem]:-} ]] || COMMAND+=("--mem-per-cpu=$(kibibytes "${RESOURCE[pmem]}")K")
  [[ -z ${RESOURCE[file]:-} ]] || COMMAND+=("--tmp=$(kibibytes "${RESOURCE[file]}")K")
}

# node_options SPEC: 2, 2:ppn=4, worker-1:ppn=2+worker-2, 1:ppn=2+3:ppn=1, 2:ppn=1:property
node_options() {
  local part parts word words nodes tasks=0 ppn first='' even=y names=() properties=()
  NODES=0
  IFS=+ read -ra parts <<<"$1"
  for part in "${parts[@]}"; do
    IFS=: read -ra words <<<"$part"
    nodes=1 ppn=1
    if [[ ${words[0]} =~ ^[0-9]+$ ]]; then nodes=${words[0]}; else names+=("${words[0]%%.*}"); fi
    for word in "${words[@]:1}"; do
      if [[ $word == ppn=* ]]; then ppn=${word#ppn=}; else properties+=("$word"); fi
    done
    [[ $nodes =~ ^[1-9][0-9]{0,5}$ && $ppn =~ ^[1-9][0-9]{0,5}$ ]] || fail 186 "Illegal node specification: $1"
    NODES=$((NODES + nodes)) tasks=$((tasks + nodes * ppn))
    if [[ -n $first && $ppn != "$first" ]]; then even=; fi
    first=$ppn
  done
  COMMAND+=("--nodes=$NODES" "--ntasks=$tasks")
  [[ -z $even ]] || COMMAND+=("--ntasks-per-node=$first")
  ((${#names[@]} == 0)) || COMMAND+=("--nodelist=$(IFS=, && echo "${names[*]}")")
  ((${#properties[@]} == 0)) || COMMAND+=("--constraint=$(IFS='&' && echo "${properties[*]}")")
}

# walltime_seconds TIME: seconds of Torque's [[[dd:]hh:]mm:]ss.
walltime_seconds() {
  local part total=0 parts scale=(1 60 3600 86400) index
  IFS=: read -ra parts <<<"$1"
  for index in "${!parts[@]}"; do
    part=${parts[index]%%.*}
    [[ $part =~ ^[0-9]{1,9}$ && ${#parts[@]} -le 4 ]] || fail 172 "Illegal attribute or resource value Resource_List.walltime=$1"
    total=$((total + 10#$part * scale[${#parts[@]} - index - 1]))
  done
  echo "$total"
}

# slurm_time TIME: the same as days-hours:minutes:seconds. A bare number means seconds in Torque, minutes in Slurm.
slurm_time() {
  local seconds
  seconds=$(walltime_seconds "$1")
  [[ $seconds =~ ^[0-9]+$ ]] || return
  printf '%d-%02d:%02d:%02d\n' $((seconds / 86400)) $((seconds / 3600 % 24)) $((seconds / 60 % 60)) $((seconds % 60))
}

# kibibytes SIZE: of 500mb, 2gb, 4000 (bytes), 100kw (words of eight bytes).
kibibytes() {
  local number unit factor=1
  [[ ${1,,} =~ ^([0-9]+)([kmgt]?)([bw]?)$ ]] || fail 172 "Illegal attribute or resource value: $1"
  number=${BASH_REMATCH[1]} unit=${BASH_REMATCH[2]}
  [[ ${BASH_REMATCH[3]} == w ]] && factor=8
  [[ $number =~ ^[0-9]{1,9}$ ]] || [[ -z $unit && $number =~ ^[0-9]{1,15}$ ]] \
    || fail 172 "Illegal attribute or resource value: $1"
  case $unit in
    '') echo "$(((10#$number * factor + 1023) / 1024))" ;;
    k) echo "$((10#$number * factor))" ;;
    m) echo "$((10#$number * factor * 1024))" ;;
    g) echo "$((10#$number * factor * 1048576))" ;;
    t) echo "$((10#$number * factor * 1073741824))" ;;
  esac
}
