#!/usr/bin/env bash
# Runs the checks that need no virtual machine: all of them, or those named. What they need must be there (test/run.sh).
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=setup/log.bash
source setup/log.bash
# shellcheck source=test/run/results.bash
source test/run/results.bash
# shellcheck source=test/run/leftovers.bash
source test/run/leftovers.bash
PATH="$PWD/node_modules/.bin:$PATH"

COMPUTING=(types lint prettier knip api unit component coverage)
WAITING=(python recipes setup toolchain lab shellcheck shfmt recipe-lint)

main() {
  local suite before output
  if [ $# -gt 0 ]; then
    for suite in "$@"; do
      before="$(list_checkout)"
      run_suites "$suite"
      check_leftovers "$suite" "$before"
    done
  else
    before="$(list_checkout)"
    run_suites build
    # Those of the second list mostly wait; they run beside the first, and what they say comes after it. Which of two
    # that run at the same time changed the checkout can't be told.
    output="$(mktemp)"
    run_suites "${WAITING[@]}" >"$output" 2>&1 &
    run_suites "${COMPUTING[@]}"
    wait $! || record waiting 0 1 0
    cat "$output"
    rm -f "$output"
    check_leftovers checks "$before"
  fi
  [ -n "${SLIPWAY_NESTED:-}" ] || summarise
}

run_suites() {
  local suite started
  for suite in "$@"; do
    started=$SECONDS
    say "── $suite"
    "check_$suite"
    say "   $suite: $((SECONDS - started)) s"
  done
}

# tool SUITE COMMAND…: a checker counts as one test.
tool() {
  local suite="$1"
  shift
  if "$@"; then record "$suite" 1 0 0; else record "$suite" 0 1 0; fi
}

check_build() { tool build npm run --silent build; }
check_types() { tool types tsc --noEmit -p tsconfig.json; }
check_lint() { tool lint npm run --silent lint; }
check_prettier() { tool prettier prettier --check --log-level warn .; }
check_knip() { tool knip knip --no-progress; }
check_api() { tool api api-extractor run -c etc/api-extractor.json; }

# Sourced files share variables with the scripts that source them, which is only seen there.
check_shellcheck() {
  local -a scripts parts
  mapfile -t scripts < <(bash test/run/shell-files.sh | grep '\.sh$\|/[^.]*$')
  mapfile -t parts < <(bash test/run/shell-files.sh | grep '\.bash$')
  tool shellcheck shellcheck "${scripts[@]}"
  tool shellcheck shellcheck --exclude=SC2034,SC2153,SC2154,SC2164 "${parts[@]}"
}

check_shfmt() {
  local -a files
  mapfile -t files < <(bash test/run/shell-files.sh)
  tool shfmt shfmt -i 2 -ci -bn -d "${files[@]}"
}

# Arithmetic on unchecked text, and lost failures: what shellcheck does not find.
check_recipe-lint() { tool recipe-lint python3 -B test/lint/recipes.py; }

check_unit() {
  rm -rf coverage
  NODE_V8_COVERAGE=coverage/raw run_mocha unit 'test/unit/**/*.test.ts'
}

# One process per file: Pulumi's mocks are global.
check_component() {
  local file
  for file in test/component/*.test.ts; do NODE_V8_COVERAGE=coverage/raw run_mocha component "$file"; done
}

# How much of lib the unit and component tests ran; they come first. All of what is pure: end-with-engine.ts is not, it
# kills the process that it is tested in, which then writes no coverage.
check_coverage() {
  local part
  local -a pure=(--exclude lib/core/end-with-engine.ts)
  for part in 'lib/core/**' 'lib/user-data/**' lib/torque/plan.ts lib/image/plan.ts; do pure+=(--include "$part"); done
  tool coverage c8 report --temp-directory coverage/raw --check-coverage --lines 90 --branches 85
  tool coverage c8 report --temp-directory coverage/raw --reporter none "${pure[@]}" --check-coverage --lines 100 --branches 95
}

check_recipes() { run_bats recipes test/recipes; }
check_python() { run_python python test/python/run.py; }
check_setup() { run_bats setup test/setup test/demo; }
check_toolchain() { run_bats toolchain test/toolchain; }
check_lab() { run_bats lab test/lab; }

run_bats() {
  local suite="$1" reports
  shift
  reports="$(mktemp -d)"
  bats --recursive --report-formatter tap --output "$reports" "$@" || true
  touch "$reports/report.tap"
  record_tap "$suite" "$reports/report.tap"
  rm -rf "$reports"
}

main "$@"
