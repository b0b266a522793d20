#!/usr/bin/env bash
# Counts of the suites: each adds one line, the end adds them up.

RESULTS="${SLIPWAY_RESULTS:-$(mktemp)}"
export SLIPWAY_RESULTS="$RESULTS"

# record SUITE PASSED FAILED SKIPPED
record() {
  printf '%s\t%s\t%s\t%s\n' "$@" >>"$RESULTS"
}

# record_tap SUITE FILE: counts of a TAP report. A suite without a test is a failure.
record_tap() {
  local suite="$1" file="$2" passed failed skipped
  skipped="$(grep -c '^ok .*# skip' "$file" || true)"
  passed="$(($(grep -c '^ok ' "$file" || true) - skipped))"
  failed="$(grep -c '^not ok ' "$file" || true)"
  [ $((passed + failed)) -gt 0 ] || failed=1
  record "$suite" "$passed" "$failed" "$skipped"
}

# What runs mocha where it does not run by itself: in the network of a lab.
RUN_IN=()

# run_mocha SUITE ARGUMENT…: mocha's reporter writes the counts; an end without counts is a failure.
run_mocha() {
  local suite="$1" before status=0
  shift
  before="$(wc -l <"$RESULTS")"
  SLIPWAY_SUITE="$suite" "${RUN_IN[@]}" node_modules/.bin/mocha "$@" || status=$?
  [ "$before" -lt "$(wc -l <"$RESULTS")" ] || record "$suite" 0 1 0
  [ "$status" -eq 0 ] || say "   mocha $*: exit $status"
}

# run_python SUITE PROGRAM: the same for Python's unittest.
run_python() {
  local suite="$1" before status=0
  shift
  before="$(wc -l <"$RESULTS")"
  SLIPWAY_SUITE="$suite" python3 -B "$@" || status=$?
  [ "$before" -lt "$(wc -l <"$RESULTS")" ] || record "$suite" 0 1 0
  [ "$status" -eq 0 ] || say "   python3 $*: exit $status"
}

# Prints a line per suite, the closing line, and answers whether nothing failed. Nothing can be added after it.
summarise() {
  local status=0
  say ""
  awk -F '\t' '!($1 in p) { order[++n] = $1 } { p[$1] += $2; f[$1] += $3; s[$1] += $4 }
    END { for (i = 1; i <= n; i++) { k = order[i]
      printf "  %-12s %4d passed %4d failed %4d skipped\n", k, p[k], f[k], s[k] } }' "$RESULTS"
  awk -F '\t' '{ p += $2; f += $3; s += $4 }
    END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (f > 0 || p == 0) }' "$RESULTS" || status=1
  rm -f "$RESULTS"
  return "$status"
}
