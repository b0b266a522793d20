# Configuration files. Sourced; every recipe has this function.
# shellcheck shell=bash

# write_file PATH: stdin becomes the file's content, as a whole or not at all. One that has it already is not touched,
# so that a later boot changes nothing, and needs no room on a full disk.
write_file() {
  local path=$1 wanted present=
  # Up to the end, which read takes for a failure.
  IFS= read -rd '' wanted || true
  if [[ -f $path ]]; then
    present=$(<"$path")
    [[ $present != "${wanted%$'\n'}" ]] || return 0
  fi
  [[ -d ${path%/*} ]] || mkdir -p "${path%/*}"
  printf '%s' "$wanted" >"$path.new"
  mv "$path.new" "$path"
}
