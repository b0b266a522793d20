# shellcheck shell=bash disable=SC2034 # the other parts read what is set here
# The cache: pieces that are built once per content, and folders that put them together.
#
#   <root>/pieces/<name>-<hash>/      one built or downloaded piece, put in place by one rename
#   <root>/<hash>-<choice>/bin home   what callers use; done/ holds a marker per finished step

CACHE_ROOT=${XDG_CACHE_HOME:-$HOME/.cache}/slipway/toolchain
LOCK_WAIT_SEC=1800

# Names the inputs: everything that decides what is installed, on which kind of machine.
name_cache() {
  local name versions=''
  for name in "${!WANTED[@]}"; do
    versions+="$name ${WANTED[$name]}"$'\n'
  done
  INPUTS_HASH=$( (
    sort <<<"$versions"
    declare -f compile
    hash_folder "$HERE/go"
    uname -sm
  ) | short_hash)
}

# use_cache CHOICE: sets $CACHE and makes its folders.
use_cache() {
  CACHE=$CACHE_ROOT/$INPUTS_HASH-$1
  mkdir -p "$CACHE_ROOT"/{pieces,workspaces} "$CACHE"/{bin,done,log,home/plugins} \
    || fail "cannot write to $CACHE" "set XDG_CACHE_HOME to a folder of yours"
  # Which stack is selected is remembered here: it outlives a change of versions.
  ln -sfn "$CACHE_ROOT/workspaces" "$CACHE/home/workspaces"
}

# Prints the content of a folder's Go files, module files and changes to foreign code, tests left out.
hash_folder() {
  find "$1" -type f \( -name '*.go' -o -name 'go.mod' -o -name 'go.sum' -o -name '*.sed' \) ! -name '*_test.go' -print0 \
    | sort -z | (cd "$1" && xargs -0 sha256sum) | sed "s#$1/##"
}

short_hash() {
  sha256sum | cut -c 1-12
}

# One run at a time; the lock goes with the process.
lock_cache() {
  exec 9>"$CACHE_ROOT/lock"
  if ! flock -n 9; then
    say "another run is at work; waiting for it, at most $((LOCK_WAIT_SEC / 60)) min"
    flock -w "$LOCK_WAIT_SEC" 9 || fail "the other run still holds $CACHE_ROOT/lock"
  fi
  # What a run that was cut off left half-built.
  rm -rf "$CACHE_ROOT"/pieces/.[a-z]*
}

step_is_done() {
  [[ -e $CACHE/done/$1 ]]
}

mark_done() {
  : >"$CACHE/done/$1"
}

# new_piece NAME: prints a fresh folder to build in, beside the place where publish_piece puts it.
new_piece() {
  mktemp -d "$CACHE_ROOT/pieces/.$1.XXXXXX"
}

# publish_piece FOLDER PLACE: one rename, so a piece is there completely or not at all.
publish_piece() {
  chmod 755 "$1"
  rm -rf "$2"
  mv -T "$1" "$2"
}
