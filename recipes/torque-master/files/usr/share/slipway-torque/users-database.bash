# Users and groups of the cluster as passwd and group files. Sourced by slipway-users.
# shellcheck shell=bash

# By name: uid; gid; comma-separated members. WANTED: the users of this call. PROBLEMS: all that is wrong with them.
declare -A USER_ID=() GROUP_ID=() MEMBERS=() WANTED=()
PROBLEMS=()
readonly LOCKED=slipway-locked LOCKED_GID=899

# load_database: what earlier calls wrote; ids of users who left stay taken.
load_database() {
  local name id gid
  GROUP_ID[$LOCKED]=$LOCKED_GID
  while IFS=: read -r name _ id _; do
    USER_ID[$name]=$id
  done <"$SHARED/users/passwd"
  while IFS=: read -r name _ gid _; do
    GROUP_ID[$name]=$gid
  done <"$SHARED/users/group"
}

# add_user NAME UID GROUPS
add_user() {
  local name=$1 id=$2 groups=$3 other group
  [[ $name =~ ^[a-z_][a-z0-9_-]{0,31}$ ]] || PROBLEMS+=("$name: not a user name")
  [[ $id =~ ^[0-9]+$ ]] && ((id >= 1000 && id <= 59999)) || PROBLEMS+=("$name: uid must be 1000–59999, got $id")
  for other in "${!USER_ID[@]}"; do
    if [[ $other != "$name" && ${USER_ID[$other]} == "$id" ]]; then PROBLEMS+=("$name: uid $id belongs to $other"); fi
  done
  if [[ -n ${USER_ID[$name]:-} && ${USER_ID[$name]} != "$id" ]]; then
    PROBLEMS+=("$name: has uid ${USER_ID[$name]}, can't become $id: its files would be lost to it")
  fi
  if grep -q "^$name:" "$ROOT/etc/passwd"; then PROBLEMS+=("$name: is an account of the system"); fi
  WANTED[$name]=y USER_ID[$name]=$id GROUP_ID[$name]=$id
  for group in ${groups//,/ }; do
    if grep -q "^$group:" "$ROOT/etc/group"; then
      PROBLEMS+=("$name: group $group is one of the system's")
    elif [[ -z ${GROUP_ID[$group]:-} ]]; then
      new_group "$group"
    fi
    MEMBERS[$group]+=${MEMBERS[$group]:+,}$name
  done
}

# new_group NAME: its id follows from its name, so that files on a kept volume have it also under a new master.
new_group() {
  local id taken
  id=$((60000 + $(cksum <<<"$1" | cut -d ' ' -f 1) % 5000))
  for taken in "${GROUP_ID[@]}"; do
    [[ $taken != "$id" ]] || PROBLEMS+=("group $1: its id $id is taken by another group; choose another name")
  done
  GROUP_ID[$1]=$id
}

report_problems() {
  ((${#PROBLEMS[@]})) || return 0
  printf 'slipway-users: %d problems\n' "${#PROBLEMS[@]}" >&2
  printf '  %s\n' "${PROBLEMS[@]}" >&2
  exit 1
}

# write_database: users who left keep their line, with no shell and in the group that sshd refuses.
write_database() {
  local name shell lines=()
  for name in "${!USER_ID[@]}"; do
    shell=/bin/bash
    if [[ -z ${WANTED[$name]:-} ]]; then
      shell=/usr/sbin/nologin
      MEMBERS[$LOCKED]+=${MEMBERS[$LOCKED]:+,}$name
      : >"$SHARED/keys/$name"
    fi
    lines+=("$name:*:${USER_ID[$name]}:${USER_ID[$name]}::/home/$name:$shell")
  done
  printf '%s\n' "${lines[@]+"${lines[@]}"}" | sort >"$SHARED/users/passwd.new"
  for name in "${!GROUP_ID[@]}"; do
    printf '%s:*:%s:%s\n' "$name" "${GROUP_ID[$name]}" "${MEMBERS[$name]:-}"
  done | sort >"$SHARED/users/group.new"
  mv "$SHARED/users/passwd.new" "$SHARED/users/passwd"
  mv "$SHARED/users/group.new" "$SHARED/users/group"
}
