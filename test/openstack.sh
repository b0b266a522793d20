#!/usr/bin/env bash
# npm run test:openstack: starts an OpenStack on this computer, makes clusters in it, removes it again: first one with real
# guests (test/openstack/guests), then the cloud alone (test/openstack/control).
# Arguments: test files, default all of these two folders. Only when they are named, as CI has no time for them: of the cloud
# alone test/openstack/settings and test/openstack/cuts, with guests test/openstack/variants.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=setup/openstack.bash
source setup/openstack.bash
# shellcheck source=test/run/results.bash
source test/run/results.bash
# shellcheck source=test/run/time-left.bash
source test/run/time-left.bash

main() {
  local -a files=("$@")
  [ ${#files[@]} -gt 0 ] || files=(test/openstack/guests/*.test.ts test/openstack/control/*.test.ts)
  prepare_openstack
  in_lab qemu guests "${files[@]}"
  in_lab fake control "${files[@]}"
  in_lab fake settings "${files[@]}"
  in_lab fake cuts "${files[@]}"
  in_lab qemu variants "${files[@]}"
  summarise
}

# in_lab DRIVER FOLDER FILE…: runs those of the files that lie in the folder, in a lab of their own.
in_lab() {
  local driver="$1" folder="$2" file up=""
  shift 2
  RUN_IN=(bash lab/openstack/run.sh exec)
  for file in "$@"; do
    [[ $file == */"$folder"/* ]] || continue
    has_time openstack "$file" || continue
    [ -n "$up" ] || bash lab/openstack/run.sh up --driver "$driver"
    up=yes
    say "── $file"
    run_mocha "openstack" --reporter test/run/progress-reporter.cjs "$file"
  done
  [ -z "$up" ] || bash lab/openstack/run.sh down
}

main "$@"
