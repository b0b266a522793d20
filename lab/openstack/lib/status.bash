#!/usr/bin/env bash
# status and logs.

lab_status() {
  local pid
  pid="$(world_pid "$LAB_STATE")" || {
    say "not up"
    return 0
  }
  say "driver    $(cat "$LAB_STATE/ready" 2>/dev/null || echo 'not yet ready, or the start failed')"
  say "clouds    $LAB_STATE/clouds.yaml (slipway-lab, slipway-lab-admin)"
  say "endpoints http://127.0.0.1:5000/v3 (identity), 8774 compute, 9696 network, 9292 image, 8776 volume, 8778 placement"
  say "          inside the lab only: npm run lab:openstack -- exec COMMAND"
  say "guests    $(in_world "$LAB_STATE" pgrep --count --full '^/usr/bin/qemu-system-x86_64 ' || true) running"
  say "proxy     $(proxy_state)"
  say "memory    $(memory_mib "$pid") MiB"
  say "services"
  FOLDER="$LAB_STATE"
  supervisor status | awk '$2 != "STOPPED" { printf "  %-18s %s\n", $1, $2 }'
}

proxy_state() {
  local calls
  calls="$(control GET /calls 2>/dev/null)" || { echo "does not answer: $LAB_STATE/proxy.log" && return 0; }
  jq --raw-output '"\(.total) mutating calls since the last reset"' <<<"$calls"
}

# MiB that the processes of the lab hold; what several share is counted once.
memory_mib() {
  local world process
  world="$(readlink "/proc/$1/ns/pid")"
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/ns/pid" 2>/dev/null)" != "$world" ] || cat "$process/smaps_rollup" 2>/dev/null || true
  done | awk '/^Pss:/ { sum += $2 } END { printf "%d\n", sum / 1024 }'
}

# logs: the last lines of each; logs SERVICE: more of one.
lab_logs() {
  local folder="$LAB_STATE/upper/var/log/lab" log
  [ -d "$folder" ] || fail "there are no logs: the lab is not up"
  if [ -n "${1:-}" ]; then
    log="$folder/$1.log"
    [ "$1" != proxy ] || log="$LAB_STATE/proxy.log"
    [ -e "$log" ] || fail "no service $1 has run; there are: $(cd "$folder" && printf '%s ' *.log | sed 's/\.log//g') proxy"
    tail -n 200 "$log"
    return
  fi
  for log in "$folder"/*.log "$LAB_STATE/proxy.log"; do
    [ -s "$log" ] || continue
    say "── $(basename "$log" .log)"
    tail -n 5 "$log"
  done
}
