#!/usr/bin/env bash
# Users' sessions move into their shares of the node: see files/usr/libexec/slipway/session. Re-runnable.
set -euo pipefail

# Not the operator's and root's: those begin also when no process can be started any more for this.
limit_sessions() {
  local file=/etc/pam.d/$1
  grep -q /usr/libexec/slipway/session "$file" && return 0
  cat >>"$file" <<'PAM'

# slipway: the session of an ordinary user has that user's share of the node.
session [success=1 default=ignore] pam_succeed_if.so quiet user in root:slipway
session required pam_exec.so quiet stdout /usr/libexec/slipway/session
PAM
}

limit_sessions sshd
limit_sessions su
systemctl enable slipway-limits.service
# A machine that runs already has no other start of these before its users come.
[[ ! -d /run/systemd/system ]] || systemctl restart systemd-sysctl.service slipway-limits.service
