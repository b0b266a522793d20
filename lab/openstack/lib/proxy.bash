#!/usr/bin/env bash
# The proxy in front of the public endpoints (proxy/). It is a program of the host in the lab's network, so that its cuts
# can kill any process of the user.

start_proxy() {
  local fd
  : >"$LAB_STATE/proxy.log"
  (
    for fd in /proc/self/fd/*; do
      fd="${fd##*/}"
      [ "$fd" -le 2 ] || eval "exec $fd>&-"
    done
    umask 077
    cd "$REPOSITORY"
    exec setsid nsenter --target "$(world_pid "$LAB_STATE")" --net -- \
      setpriv --reuid "$(owner_uid)" --regid "$(owner_gid)" --init-groups -- \
      node -r ts-node/register/transpile-only lab/openstack/proxy/main.ts "$LAB_STATE/proxy.sock"
  ) >"$LAB_STATE/proxy.log" 2>&1 </dev/null &
  await 60 "the proxy" "$LAB_STATE/proxy.log" test -S "$LAB_STATE/proxy.sock"
}

# control METHOD PATH: asks the proxy, with the JSON on stdin if METHOD is POST; fails when it refuses.
control() {
  local -a body=()
  [ "$1" != POST ] || body=(--data @-)
  running_lab >/dev/null
  curl --silent --show-error --fail-with-body --max-time 10 --unix-socket "$LAB_STATE/proxy.sock" \
    --request "$1" "${body[@]}" "http://proxy$2"
}
