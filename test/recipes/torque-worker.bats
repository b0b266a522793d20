#!/usr/bin/env bats
# slipway-worker: joining, leaving, and the cause when a worker does not come.

bats_require_minimum_version 1.5.0

KEY='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA'

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  export SLIPWAY_TORQUE_SHARE=$MASTER_FILES/usr/share/slipway-torque SLIPWAY_ROOT=$BATS_TEST_TMPDIR/root
  SHARED=$SLIPWAY_ROOT/srv/slipway
  mkdir -p "$SHARED/hosts" "$SLIPWAY_ROOT/usr/libexec/slipway"
  touch "$SHARED/known_hosts"
  printf '#!/bin/sh\n' >"$SLIPWAY_ROOT/usr/libexec/slipway/sync-users"
  chmod +x "$SLIPWAY_ROOT/usr/libexec/slipway/sync-users"
  stub systemctl
  stub scontrol '[[ $1 != ping ]] || echo "Slurmctld(primary) at master is UP"'
  stub squeue
  # The scheduler's word for the node, a line per question; the last one stays.
  state idle
  stub journalctl
}

# state WORD…: what sinfo says, one after the other.
state() {
  printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/states"
  stub sinfo "if [[ \$* == *%E* ]]; then cat '$BATS_TEST_TMPDIR/reason'; exit; fi
head -n 1 '$BATS_TEST_TMPDIR/states'
if ((\$(wc -l <'$BATS_TEST_TMPDIR/states') > 1)); then sed -i 1d '$BATS_TEST_TMPDIR/states'; fi"
  echo "${REASON:-none}" >"$BATS_TEST_TMPDIR/reason"
}

worker() {
  "$MASTER_FILES/usr/sbin/slipway-worker" "$@"
}

@test "join makes name and host key known and waits until the worker is free" {
  state '' '' idle
  run -0 worker join worker-1 10.77.0.11 "$KEY" 20
  [[ $output == "worker-1 is idle" ]]
  [[ $(<"$SHARED/hosts/worker-1") == "10.77.0.11 worker-1.lisa.internal worker-1" ]]
  [[ $(<"$SHARED/known_hosts") == "worker-1,worker-1.lisa.internal,10.77.0.11 $KEY" ]]
  [[ -s $SHARED/version ]]
}

@test "joining again replaces name and key, others stay" {
  worker join worker-1 10.77.0.11 "$KEY" 5
  worker join worker-10 10.77.0.20 "$KEY" 5
  worker join worker-1 10.77.0.12 "${KEY}B" 5
  [[ $(<"$SHARED/hosts/worker-1") == 10.77.0.12* ]]
  [[ $(wc -l <"$SHARED/known_hosts") -eq 2 ]]
  grep -qF "worker-10,worker-10.lisa.internal,10.77.0.20 $KEY" "$SHARED/known_hosts"
}

@test "a worker that left comes back, one that an administrator set aside does not" {
  REASON=slipway-leave state drained idle
  worker join worker-1 10.77.0.11 "$KEY" 5
  grep -q 'scontrol update nodename=worker-1 state=resume' "$CALLS"
  : >"$CALLS"
  REASON='broken fan' state drained
  run -1 worker join worker-1 10.77.0.11 "$KEY" 1
  [[ $output == *"did not join: the scheduler has it as drained: broken fan"* ]]
  run -1 grep resume "$CALLS"
}

@test "fails long before the deadline when munge keeps refusing a worker whose daemon ends" {
  state ''
  stub timeout '[[ ${!#} != 6818 ]]'
  stub journalctl 'printf "%s\n" "slurmctld: error: Munge decode failed: Invalid credential"{,,}'
  SLIPWAY_FIRST_LOOK_SEC=1 run -1 worker join worker-1 10.77.0.11 "$KEY" 600
  [[ $output == *"its munge key differs from the master's"* ]]
}

@test "does not blame a worker whose daemon is up for the messages of another" {
  state '' '' '' idle
  stub timeout 'exit 0'
  stub journalctl 'printf "%s\n" "slurmctld: error: Munge decode failed: Invalid credential"{,,}'
  SLIPWAY_FIRST_LOOK_SEC=1 run -0 worker join worker-1 10.77.0.11 "$KEY" 20
}

@test "fails with the cause when the worker does not come" {
  state ''
  stub timeout 'exit 1'
  run -1 worker join worker-1 10.77.0.11 "$KEY" 0
  [[ $output == *"did not join: the master can't reach it at 10.77.0.11"* ]]
  stub timeout '[[ ${!#} != 6818 ]]'
  run -1 worker join worker-1 10.77.0.11 "$KEY" 0
  [[ $output == *"its execution daemon does not answer at 10.77.0.11:6818"* ]]
  stub timeout
  run -1 worker join worker-1 10.77.0.11 "$KEY" 0
  [[ $output == *"does not register"* ]]
  stub journalctl 'echo "error: Munge decode failed: Invalid credential"'
  run -1 worker join worker-1 10.77.0.11 "$KEY" 0
  [[ $output == *"munge refuses a node's messages"*"Invalid credential"* ]]
  stub scontrol
  run -1 worker join worker-1 10.77.0.11 "$KEY" 0
  [[ $output == *"the scheduler on the master does not answer"* ]]
}

@test "leave drains, removes the worker and forgets its name and key" {
  worker join worker-1 10.77.0.11 "$KEY" 5
  worker join worker-2 10.77.0.12 "$KEY" 5
  : >"$CALLS"
  run -0 worker leave worker-1 5
  [[ ! -e $SHARED/hosts/worker-1 && -e $SHARED/hosts/worker-2 ]]
  run -1 grep '^worker-1,' "$SHARED/known_hosts"
  [[ $(grep scontrol "$CALLS") == $'scontrol update nodename=worker-1 state=drain reason=slipway-leave\nscontrol delete nodename=worker-1' ]]
}

@test "leave waits for running jobs" {
  touch "$BATS_TEST_TMPDIR/running"
  stub squeue "[[ ! -e '$BATS_TEST_TMPDIR/running' ]] || echo '12 (alice, wave)'; rm -f '$BATS_TEST_TMPDIR/running'"
  run -0 worker leave worker-1 5
  grep -q 'scontrol delete' "$CALLS"
}

@test "fails with 3 and the jobs past the deadline; the worker keeps its name and takes no jobs" {
  worker join worker-1 10.77.0.11 "$KEY" 5
  : >"$CALLS"
  stub squeue "printf '12 (alice, wave)\n13 (bob, tide)\n'"
  run -3 worker leave worker-1 0
  [[ $output == *"still runs jobs, takes no new ones: 12 (alice, wave), 13 (bob, tide)"* ]]
  [[ -e $SHARED/hosts/worker-1 ]]
  grep -q 'state=drain' "$CALLS"
  run -1 grep delete "$CALLS"
}

@test "a worker that the scheduler never knew can leave" {
  state ''
  run -0 worker leave worker-9 5
  run -1 grep scontrol "$CALLS"
}

@test "fails on what is no name, address or key" {
  run -2 worker join '../x' 10.77.0.11 "$KEY" 5
  run -2 worker join worker-1 nowhere "$KEY" 5
  run -2 worker join worker-1 10.77.0.11 'no key' 5
  run -2 worker join worker-1
  [[ $output == *usage* ]]
}
