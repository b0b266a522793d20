#!/usr/bin/env bash
# Node.js: its version, the npm dependencies of the lock file, slipway compiled.

check_node() {
  local version
  version="$(node --version)"
  version="${version#v}"
  case "$version" in
    [0-9].* | 1[0-9].* | 20.[0-9].* | 20.1[0-8].*) fail "Node.js ≥ 20.19 is needed, this is $version" ;;
  esac
}

# Installs what package-lock.json says, unless npm has done so since that file changed.
install_npm() {
  [ node_modules/.package-lock.json -nt package-lock.json ] \
    || step "npm dependencies" npm ci --ignore-scripts --no-audit --no-fund
}

build_slipway() {
  step "compile slipway" npm run --silent build
}
