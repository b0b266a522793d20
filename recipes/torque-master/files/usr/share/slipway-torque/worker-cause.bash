# Why a worker is not free. Sourced by slipway-worker.
# shellcheck shell=bash

# join_cause NAME ADDRESS STATE: one line; the nearest cause that can be seen from the master.
join_cause() {
  local name=$1 address=$2 state=$3 log
  if [[ $(scontrol ping 2>&1) != *"is UP"* ]]; then
    echo "the scheduler on the master does not answer: $(journal slurmctld | tail -n 1)"
  elif [[ -n $state ]]; then
    echo "the scheduler has it as $state: $(sinfo --noheader --nodes="$name" --format=%E)"
  elif log=$(journal slurmctld munge | grep -E 'Invalid credential|authentication error|Munge decode failed' | tail -n 1) && [[ -n $log ]]; then
    echo "munge refuses a node's messages (its munge key differs from the master's, or clocks apart): $log"
  elif ! port_open "$address" 22; then
    echo "the master can't reach it at $address"
  elif ! port_open "$address" 6818; then
    echo "it runs, but its execution daemon does not answer at $address:6818; see its own boot messages"
  else
    echo "its execution daemon runs, but does not register: $(journal slurmctld | grep -F "$name" | tail -n 1)"
  fi
}

# is_refused ADDRESS: whether waiting longer is of no use: munge keeps refusing messages. The log does not say whose
# they are, but a daemon that can't fetch its configuration ends, so its port is closed; a healthy one's is open.
is_refused() {
  local refusals
  refusals=$(journalctl --boot --since=-10s --output=cat --no-pager --unit=slurmctld 2>/dev/null \
    | grep -c 'Munge decode failed') || true
  ((refusals >= 2)) && port_open "$1" 22 && ! port_open "$1" 6818
}

port_open() {
  timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
}

journal() {
  local units=("${@/#/--unit=}")
  journalctl --boot --since=-10min --output=cat --no-pager "${units[@]}" 2>/dev/null
}
