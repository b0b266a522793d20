# Options of qsub, from the command line and from #PBS lines. Sourced.
# shellcheck shell=bash

# By option letter: the value, or "y" for a flag. -l, -v and -W are kept apart, as they add up.
declare -A OPTION=() RESOURCE=() VARIABLE=() ATTRIBUTE=()
OPTIONS_READ=0
readonly OPTION_LETTERS=':a:A:b:c:C:d:D:e:fF:hIj:J:k:l:m:M:nN:o:p:P:q:r:S:t:T:u:v:VwW:xXz'

# parse_options WHERE WORD…: reads options; WHERE "script" does not override what is set: the command line wins.
parse_options() {
  local where=$1 letter
  shift
  OPTIND=1
  while getopts "$OPTION_LETTERS" letter; do
    case $letter in
      l) add_resources "$where" "$OPTARG" ;;
      v) add_variables "$where" "$OPTARG" ;;
      W) add_attribute "$where" "$OPTARG" ;;
      :) fail 2 "option requires an argument -- '$OPTARG'" ;;
      \?) fail 2 "invalid option -- '$OPTARG'" ;;
      *) add_option "$where" "$letter" "${OPTARG:-y}" ;;
    esac
  done
  OPTIONS_READ=$((OPTIND - 1))
}

add_option() {
  local where=$1 letter=$2 value=$3
  [[ $letter == J ]] && letter=t
  if [[ $where == command || -z ${OPTION[$letter]:-} ]]; then OPTION[$letter]=$value; fi
}

# add_variables WHERE a=1,b,c=2: quotes keep commas: a="1,2". A bare name takes our environment's value.
add_variables() {
  local where=$1 rest=$2, item name quoted='^([^,"'\'']*("[^"]*"|'\''[^'\'']*'\'')?[^,"'\'']*),(.*)$'
  while [[ $rest =~ $quoted ]]; do
    item=${BASH_REMATCH[1]//[\"\']/} rest=${BASH_REMATCH[3]}
    name=${item%%=*}
    [[ -n $name ]] || continue
    # A subscript in a name would be evaluated.
    [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || fail 2 "illegal -v value: $name"
    [[ $item == *=* ]] || item=$name=${!name:-}
    if [[ $where == command || -z ${VARIABLE[$name]+set} ]]; then VARIABLE[$name]=${item#*=}; fi
  done
}

# add_attribute WHERE name=value: all of it is one value: depend=afterok:1,afterok:2 has commas of its own.
add_attribute() {
  local where=$1 name=${2%%=*}
  [[ $2 == *=* && $name =~ ^[a-z_]+$ ]] || fail 2 "illegal -W value"
  if [[ $where == command || -z ${ATTRIBUTE[$name]:-} ]]; then ATTRIBUTE[$name]=${2#*=}; fi
}

# read_script ARRAY [FILE [ARGUMENT…]]: the job's script: a file, or stdin.
read_script() {
  local -n lines=$1
  local file=${2:--}
  if [[ -n ${OPTION[I]:-} ]]; then return 0; fi
  if [[ $file == - ]]; then
    mapfile -t lines
  else
    [[ -r $file && ! -d $file ]] || fail 2 "script file:: No such file or directory: $file"
    mapfile -t lines <"$file"
  fi
  ((${#lines[@]})) || fail 2 "the script is empty"
}

# parse_directives ARRAY: reads its #PBS lines up to the first command, and makes them mere comments for sbatch.
parse_directives() {
  local -n text=$1
  local prefix=${OPTION[C]:-#PBS} index said words=()
  for index in "${!text[@]}"; do
    if [[ ${text[index]} == "$prefix"[[:blank:]]* ]]; then
      # xargs reads quoted words without running anything.
      said=$(xargs printf '%s\n' <<<"${text[index]#"$prefix"}" 2>&1) || fail 2 "illegal line: ${text[index]}: $said"
      mapfile -t words <<<"$said"
      parse_options script "${words[@]}"
    elif [[ -n ${text[index]//[[:blank:]]/} && ${text[index]} != [:\#]* ]]; then
      break
    fi
    [[ ${text[index]} == '#PBS'* ]] && text[index]="#${text[index]}"
  done
  add_interpreter text
}

# Torque runs a script with the user's login shell unless -S or #! names another; sbatch wants the #! line.
# -F's arguments become the script's own: sbatch takes none for a script on stdin.
add_interpreter() {
  local -n body=$1
  local shell=${OPTION[S]:-} first=${body[0]:-}
  shell=${shell%%@*}
  if [[ $first == '#!'* ]]; then body=("${body[@]:1}"); else first="#!${SHELL:-/bin/bash} -l"; fi
  [[ -z $shell ]] || first="#!$shell"
  [[ -z ${OPTION[F]:-} ]] || body=("set -- ${OPTION[F]}" "${body[@]}")
  body=("$first" "${body[@]}")
}
