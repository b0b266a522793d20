#!/usr/bin/env bash
# The proxy in front of the public endpoints (proxy/). It is a program of the host in the lab's network, so that its cuts
# can kill any process of the user.

start_proxy() {
  (
    close_inherited
    umask 077
    cd "$REPOSITORY"
    exec setsid nsenter --target "$(world_pid "$LAB_STATE")" --net -- \
      setpriv --reuid "$(owner_uid)" --regid "$(owner_gid)" --init-groups -- \
      node -r ts-node/register/transpile-only lab/openstack/proxy/main.ts "$LAB_STATE/proxy.sock" "$LAB_STATE/tls"
  ) >"$LAB_STATE/proxy.log" 2>&1 </dev/null &
  await 60 "the proxy" "$LAB_STATE/proxy.log" test -S "$LAB_STATE/proxy.sock"
}

# control METHOD PATH: asks the proxy, with the JSON on stdin if METHOD is POST; fails when it refuses.
control() {
  local answer
  local -a body=()
  [ "$1" != POST ] || body=(--data @-)
  answer="$(curl --silent --show-error --max-time 10 --unix-socket "$LAB_STATE/proxy.sock" \
    --request "$1" "${body[@]}" "http://proxy$2")" || fail "the proxy does not answer: $LAB_STATE/proxy.log"
  if jq --exit-status 'type == "object" and has("problems")' <<<"$answer" >/dev/null; then
    fail "$(jq --raw-output '.problems | join("; ")' <<<"$answer")"
  fi
  printf '%s\n' "$answer"
}
