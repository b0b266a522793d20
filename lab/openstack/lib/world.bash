#!/usr/bin/env bash
# The lab's own world: namespaces and a root file system on an overlay. It lives as long as its process 1.

# start_world FOLDER LAYER: overlay of FOLDER/upper over LAYER (may be empty) over the cached root.
start_world() {
  local folder="$1" layer="$2" lower="$LAB_CACHE/root"
  [ -z "$layer" ] || lower="$layer:$lower"
  mkdir -p "$folder/upper" "$folder/work" "$folder/root"
  (
    close_inherited
    cd /
    exec setsid unshare --net --mount --pid --uts --ipc --fork -- \
      env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 PYTHONWARNINGS=ignore PYTHONDONTWRITEBYTECODE=1 \
      bash "$LAB/lib/init.sh" "$folder" "$lower"
  ) >"$folder/init.log" 2>&1 </dev/null &
  await 30 "the lab's namespaces" "$folder/init.log" in_world "$folder" test -S /run/supervisor.sock
}

# Closes all files but the first three: a lock that this shell's parents hold must not live on in the lab.
close_inherited() {
  local fd
  for fd in /proc/self/fd/*; do
    fd="${fd##*/}"
    [ "$fd" -le 2 ] || exec {fd}>&-
  done
}

# Prints the process 1 of the world in FOLDER; fails when it is gone, also when its number was used again.
world_pid() {
  local pid started
  read -r pid started 2>/dev/null <"$1/pid1" || return 1
  [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ] && printf '%s\n' "$pid"
}

start_time() {
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

# in_world FOLDER COMMAND…: as root of the lab.
in_world() {
  local pid
  pid="$(world_pid "$1")" || return 1
  shift
  nsenter --target "$pid" --mount --net --pid --uts --ipc -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 PYTHONWARNINGS=ignore PYTHONDONTWRITEBYTECODE=1 "$@"
}

# Programs of the host that are in the lab's network: the proxy, and what `exec` started.
guests_of_network() {
  local network process
  network="$(readlink "/proc/$1/ns/net")"
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/ns/net" 2>/dev/null)" = "$network" ] || continue
    [ "$(readlink "$process/ns/pid" 2>/dev/null)" != "$(readlink /proc/self/ns/pid)" ] || printf '%s\n' "${process##*/}"
  done
}

# Ends the world in FOLDER: the kernel ends everything in it with its process 1.
stop_world() {
  local pid
  local -a others
  pid="$(world_pid "$1")" || return 0
  mapfile -t others < <(guests_of_network "$pid")
  kill -9 "$pid"
  end_programs "${others[@]}"
  await 30 "the end of the lab's processes" "$1/init.log" no_process "$pid" "${others[@]}"
}

# Ends programs of the host; those that don't heed the request are killed after 5 s.
end_programs() {
  local end=$((SECONDS + 5))
  kill "$@" 2>/dev/null || true
  until no_process "$@" || [ $SECONDS -ge $end ]; do sleep 0.1; done
  no_process "$@" || kill -9 "$@" 2>/dev/null || true
}

no_process() {
  local pid
  for pid in "$@"; do [ ! -e "/proc/$pid" ] || return 1; done
}
