#!/usr/bin/env bash
# The master's time, before munge, which refuses clocks that differ by minutes. Inputs: SLIPWAY_MASTER_ADDRESS. Re-runnable.
set -euo pipefail

configure_time() {
  write_file /etc/chrony/chrony.conf <<CONF
server $SLIPWAY_MASTER_ADDRESS iburst minpoll 4 maxpoll 8
driftfile /var/lib/chrony/chrony.drift
rtcsync
makestep 1 -1
CONF
}

# One measurement is enough for a first step; the service refines it.
step_clock() {
  retry 60 chronyd -q -t 10 "server $SLIPWAY_MASTER_ADDRESS iburst maxsamples 1" 2>&1 \
    || die "no time from the master $SLIPWAY_MASTER_ADDRESS: its time service does not answer on UDP port 123"
}

configure_time
systemctl is-active --quiet chrony.service || step_clock
systemctl start --no-block chrony.service
systemctl start munge.service
