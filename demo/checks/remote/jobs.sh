#!/usr/bin/env bash
# The 2013 tutorial's test, run on the master by an ordinary user: submits jobs, watches qstat, prints what came out.
# Arguments: number of jobs, seconds that each sleeps, longest wait in seconds, folder for the outputs below the home.
set -euo pipefail

main() {
  local jobs="$1" nap="$2" deadline="$3" folder="$HOME/$4" ids started
  rm -rf "$folder"
  mkdir -p "$folder"
  cd "$folder"
  printf 'hostname -f\ndate\nsleep %s\ndate\n' "$nap" >tutorial.sh
  started="$(seconds)"
  submit "$jobs" >ids
  ids="$(sed 's/\..*//' ids)"
  echo "submitted $(wc -l <ids) $(since "$started")"
  watch_jobs "$ids" "$started" "$deadline" "$(pause "$nap")"
  for id in $ids; do
    echo "job $id $(encoded "tutorial.sh.o$id") $(encoded "tutorial.sh.e$id")"
  done
  echo "ended $(last_output "$started")"
}

submit() {
  local i
  for ((i = 1; i <= $1; i++)); do
    qsub tutorial.sh
    echo "submitting $i" >&3
  done
}

# Prints "states Q R C" whenever the counts change, until all jobs are complete or the time is up.
watch_jobs() {
  local ids="$1" started="$2" deadline="$3" pause="$4" counts last=""
  local total
  total="$(wc -l <<<"$ids")"
  while :; do
    counts="$(count_states "$ids")"
    [ "$counts" = "$last" ] || echo "states $counts"
    last="$counts"
    [ "${counts##* }" -lt "$total" ] || return 0
    awk -v now="$(since "$started")" -v end="$deadline" 'BEGIN { exit !(now > end) }' && return 0
    sleep "$pause"
  done
}

# On a translated processor qstat itself is work: jobs that sleep long are looked at more rarely.
pause() { echo "$(($1 < 8 ? 2 : $1 < 20 ? $1 / 4 : 5))"; }

# When the last job wrote its last line, however late the look at qstat that found it complete.
last_output() {
  find . -name 'tutorial.sh.[oe]*' -printf '%T@\n' | sort -n \
    | awk -v from="$1" 'END { if (NR) printf "%.1f", $1 - from; else print "NaN" }'
}

# A job that qstat no longer shows is complete, too.
count_states() {
  qstat 2>/dev/null | awk -v wanted="$1" '
    BEGIN { n = split(wanted, list, "\n"); for (i in list) want[list[i]] = 1; q = r = 0 }
    { id = $1; sub(/\..*/, "", id) }
    id in want { if ($5 == "Q" || $5 == "H" || $5 == "W") q++; else if ($5 == "R" || $5 == "E") r++ }
    END { print q, r, n - q - r }'
}

# Output files may reach the shared home a moment after the job has ended.
encoded() {
  local tries=20
  until [ -e "$1" ] || [ $((tries -= 1)) -le 0 ]; do sleep 0.5; done
  if [ -e "$1" ]; then echo "=$(base64 -w 0 <"$1")"; else echo missing; fi
}

seconds() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(seconds)" 'BEGIN { printf "%.1f", to - from }'; }

main "$@" 3>&1
