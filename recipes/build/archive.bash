# Packs and unpacks root file systems. Sourced by root.sh.
# shellcheck shell=bash

# Without the second option tar writes extended attributes, but unpacks only those that users may set: file
# capabilities, which are how ping may ping, would be lost.
ARCHIVE=(--use-compress-program='zstd -1 -T0' --numeric-owner --xattrs '--xattrs-include=*')

# pack_root ROOT ARCHIVE: also writes special.txt beside the archive, to hold what is unpacked against.
pack_root() {
  list_special "$1" >"${2%/*}/special.txt"
  tar --create "${ARCHIVE[@]}" --file "$2" --directory "$1" .
}

# unpack_root ARCHIVE ROOT: fails when a mode or a capability is another than it was when the archive was made.
unpack_root() {
  local difference
  mkdir "$2"
  tar --extract "${ARCHIVE[@]}" --file "$1" --directory "$2"
  difference=$(list_special "$2" | diff "${1%/*}/special.txt" -) || {
    printf 'error: special modes or capabilities were lost in unpacking %s:\n%s\n' "$1" "$difference" >&2
    return 1
  }
}

# The image's own Python reads them, as the build host need not have one.
list_special() {
  chroot "$1" python3 -I - / <"${BASH_SOURCE[0]%/*}/special.py"
}
