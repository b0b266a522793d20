#!/usr/bin/env bash
# Whether a suite leaves the checkout as it was. Not by git: it shows neither sockets nor what .gitignore names.

# What suites may write to: the compiled code and the counts of coverage.
MAY_CHANGE=(./.git ./node_modules ./dist ./coverage)

# list_checkout: kind and name of all that lies in the current folder, with the size of files.
list_checkout() {
  local place
  local -a left_out=()
  for place in "${MAY_CHANGE[@]}"; do left_out+=(-path "$place" -prune -o); done
  # The tests' programs lie in .slipway, which stays, and go.
  find . -ignore_readdir_race "${left_out[@]}" ! -path ./.slipway \( -type f -printf '%y %p %s\n' -o -printf '%y %p\n' \) | LC_ALL=C sort
}

# check_leftovers SUITE LISTING: tells what is there now and was not, or is another; a difference is a failure of the suite.
check_leftovers() {
  local after changes
  after="$(list_checkout)"
  changes="$(diff <(printf '%s\n' "$2") <(printf '%s\n' "$after") | grep '^[<>]' || true)"
  [ -n "$changes" ] || return 0
  say "   $1: changed the checkout (< before, > after):"
  printf '%s\n' "$changes"
  record "$1" 0 1 0
}
