# Homes, scratch folders and keys. Sourced by slipway-users.
# shellcheck shell=bash

# make_home NAME UID: private home and scratch folder; a key pair for hops inside the cluster, made here.
make_home() {
  local name=$1 id=$2 hop
  private_folder "$ROOT/home/$name" "$id"
  private_folder "$ROOT/scratch/$name" "$id"
  # As the user: in a home that is the user's, root would follow the user's links.
  hop=$(setpriv --reuid "$id" --regid "$id" --clear-groups env -i PATH="$PATH" HOME="$ROOT/home/$name" \
    bash "$share/make-home.sh" "$name") || fail_users "$name: the home could not be filled"
  {
    jq -r --arg name "$name" '.[] | select(.name == $name) | .sshKeys // [] | .[]' <<<"$INPUT"
    printf '%s\n' "$hop"
  } >"$SHARED/keys/$name"
}

# private_folder PATH UID: nobody else may look into it. One that belongs to somebody else is not handed over.
private_folder() {
  local owner
  if [[ ! -d $1 ]]; then
    mkdir "$1"
    chown "$2:$2" "$1"
    chmod 0700 "$1"
  fi
  owner=$(stat -c %u "$1")
  ((owner == $2)) || fail_users "$1 belongs to uid $owner, not to $2"
}
