#!/usr/bin/env bash
# npm run test:e2e: sets up all that is needed, then makes, breaks and removes real clusters of virtual machines here.
# Arguments: test files, default all of test/package and test/e2e but for those of NAMED_ONLY (test/run/time-left.bash).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=setup/log.bash
source setup/log.bash
# shellcheck source=setup/packages.bash
source setup/packages.bash
# shellcheck source=setup/node.bash
source setup/node.bash
# shellcheck source=setup/toolchain.bash
source setup/toolchain.bash
# shellcheck source=test/run/results.bash
source test/run/results.bash
# shellcheck source=test/run/leftovers.bash
source test/run/leftovers.bash
# shellcheck source=test/run/time-left.bash
source test/run/time-left.bash

main() {
  local file before
  local -a files=("$@")
  [ ${#files[@]} -gt 0 ] || default_files
  check_node
  install_packages machines toolchain
  install_npm
  build_slipway
  use_toolchain
  # All that the tests start works in this folder or names it, so whatever outlives them can be found and ended.
  # Its name is short because the path of a Unix socket below it is limited to 107 bytes.
  TMPDIR="$(mktemp -d /tmp/sw-XXXX)"
  export TMPDIR
  trap clean_up EXIT
  for file in "${files[@]}"; do
    has_time e2e "$file" || continue
    say "── $file"
    before="$(list_checkout)"
    run_mocha e2e --reporter test/run/progress-reporter.cjs "$file"
    check_leftovers e2e "$before"
  done
  summarise
}

clean_up() {
  local pid
  for pid in $(left_processes); do
    say "ending a process that the tests left: $(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c 1-80)"
    kill -9 "$pid" 2>/dev/null || true
  done
  rm -rf "$TMPDIR"
}

# Those that work in the folder, as QEMU does, or name it; not this shell and its own.
left_processes() {
  local process
  for process in /proc/[0-9]*; do
    [ "${process#/proc/}" != "$$" ] || continue
    if [[ "$(readlink "$process/cwd" 2>/dev/null)/" == "$TMPDIR"/* ]] \
      || tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -qF -- "$TMPDIR/"; then
      printf '%s\n' "${process#/proc/}"
    fi
  done 2>/dev/null
}

main "$@"
