# shellcheck shell=bash disable=SC2034 # the other parts read what is set here
# Which versions are wanted; package.json and the go.mod files are the only places that say so.

MIN_PULUMI=3.238.0

# Fills WANTED[pulumi], WANTED[random], …: the version of each @pulumi package in package.json.
read_wanted_versions() {
  declare -gA WANTED=()
  local name version
  while read -r name version; do
    WANTED[$name]=$version
  done < <(node -e '
    const { dependencies } = require(process.argv[1]);
    for (const [name, version] of Object.entries(dependencies))
      if (name.startsWith("@pulumi/")) console.log(name.slice("@pulumi/".length), version);
  ' "$HERE/../package.json")
  [[ -n ${WANTED[pulumi]:-} ]] || fail "package.json has no dependency @pulumi/pulumi"
}

# The newest Go version that one of our modules asks for.
wanted_go() {
  sed -n 's/^go //p' "$HERE"/go/*/go.mod | sort -V | tail -n 1
}

# version_at_least HAVE WANT: true if HAVE is WANT or newer. A leading v or go and build metadata
# (+…) count for nothing; a pre-release (-…, rc1) is older than its release; text is never new enough.
version_at_least() {
  local have=${1#v} want=${2#v} pattern i
  pattern='^([0-9]+)\.([0-9]+)(\.([0-9]+))?([-a-z][^+]*)?(\+.*)?$'
  [[ ${want#go} =~ $pattern ]] || return 1
  local -a wanted_parts=("${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[4]:-0}")
  [[ ${have#go} =~ $pattern ]] || return 1
  local -a parts=("${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[4]:-0}")
  local prerelease=${BASH_REMATCH[5]}
  for i in 0 1 2; do
    ((10#${parts[i]} == 10#${wanted_parts[i]})) || return $((10#${parts[i]} < 10#${wanted_parts[i]}))
  done
  [[ -z $prerelease ]]
}
