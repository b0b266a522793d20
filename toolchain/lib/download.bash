# shellcheck shell=bash
# Second choice: the official release, checked against the checksums that are published with it.

CONNECT_SEC=5
SITE=https://get.pulumi.com
RELEASES=https://github.com/pulumi/pulumi/releases/download

# True if Pulumi's sites answer at once; asked once per run.
site_answers() {
  if [[ -z ${SITE_STATE:-} ]]; then
    SITE_STATE=silent
    if command -v curl >/dev/null && probe "$SITE/" && probe "$RELEASES/v${WANTED[pulumi]}/"; then
      SITE_STATE=answers
    else
      say "Pulumi's download site does not answer within $CONNECT_SEC s ($SITE, github.com)"
    fi
  fi
  [[ $SITE_STATE == answers ]]
}

# Any HTTP status is an answer: what matters is that the host is reached and its certificate holds.
probe() {
  curl -sS -o /dev/null --connect-timeout "$CONNECT_SEC" --max-time $((2 * CONNECT_SEC)) "$1" 2>/dev/null
}

# Returns 1 if the download fails; a wrong checksum ends the run. Callers test it, so set -e is off in here.
download_cli() {
  local archive work place
  archive=pulumi-v${WANTED[pulumi]}-$(release_platform).tar.gz || return 1
  place=$CACHE_ROOT/pieces/release-${WANTED[pulumi]}
  if [[ ! -d $place ]]; then
    work=$(new_piece release) || return 1
    run_step download "downloading $archive" fetch_release "$archive" "$work" || return 1
    check_release "$archive" "$work"
    tar -C "$work" -xzf "$work/$archive" --strip-components=1 || return 1
    rm "$work/$archive"
    publish_piece "$work" "$place"
  fi
  cp --link --force "$place"/pulumi* "$CACHE/bin/" || return 1
  say "using the official release ${WANTED[pulumi]}"
}

release_platform() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo linux-x64 ;;
    Linux-aarch64) echo linux-arm64 ;;
    *) return 1 ;;
  esac
}

fetch_release() {
  local file
  for file in "$1" "pulumi-${WANTED[pulumi]}-checksums.txt"; do
    curl -fsSL --connect-timeout "$CONNECT_SEC" --retry 2 --speed-limit 1000 --speed-time 30 \
      -o "$2/$file" "$RELEASES/v${WANTED[pulumi]}/$file" || return 1
  done
}

check_release() {
  local sums=$2/pulumi-${WANTED[pulumi]}-checksums.txt
  if ! (cd "$2" && grep -F "  $1" "$sums" | sha256sum --check --strict --status); then
    rm -rf "$2"
    fail "$1 does not match its published sha256 sum" "the download was tampered with or cut short; nothing was installed"
  fi
}
