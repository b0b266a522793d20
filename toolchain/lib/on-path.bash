# shellcheck shell=bash disable=SC2034 # the other parts read what is set here
# First choice: a pulumi that the user has already.

# Sets FOUND_CLI and FOUND_CLI_VERSION, or REJECTED_CLI with the reason.
find_pulumi_on_path() {
  FOUND_CLI='' FOUND_CLI_VERSION='' REJECTED_CLI=''
  local found
  found=$(PATH=$(path_without_cache) command -v pulumi) || return 1
  # No update check: it would ask Pulumi's site, which may not answer.
  FOUND_CLI_VERSION=$(PULUMI_SKIP_UPDATE_CHECK=1 timeout 20 "$found" version 2>/dev/null) \
    || FOUND_CLI_VERSION='none that it tells'
  if ! version_at_least "$FOUND_CLI_VERSION" "$MIN_PULUMI"; then
    REJECTED_CLI="$found is version $FOUND_CLI_VERSION"
  elif ! has_language_host "$found"; then
    REJECTED_CLI="$found has no pulumi-language-nodejs beside it"
  else
    FOUND_CLI=$found
    return 0
  fi
  return 1
}

# Our own CLI is on PATH once a caller has sourced the environment: it is not the user's.
path_without_cache() {
  local entry kept=''
  local -a entries
  IFS=: read -ra entries <<<"$PATH"
  for entry in "${entries[@]}"; do
    [[ $entry == "$CACHE_ROOT"/* ]] || kept+=${kept:+:}$entry
  done
  printf '%s' "$kept"
}

has_language_host() {
  [[ -x $(dirname "$(readlink -f "$1")")/pulumi-language-nodejs ]] \
    || PATH=$(path_without_cache) command -v pulumi-language-nodejs >/dev/null
}

# Another pulumi on PATH later on gets a cache folder of its own.
pulumi_on_path_key() {
  printf '%s %s' "$FOUND_CLI" "$FOUND_CLI_VERSION" | short_hash
}
