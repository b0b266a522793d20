# Keeps secrets out of what leaves the node. Sourced by the runner.
# shellcheck shell=bash

# So much at most is masked and shown, from the end: it takes a second on a slow machine.
SLIPWAY_MASKED_BYTES=20000

# mask_secrets: copies the end of stdin to stdout with the secrets of this node and of the environment replaced by ****.
# What a script may have printed is only known when it has failed, so nothing is started at a good boot.
mask_secrets() {
  local text
  text=$(tail -c "$SLIPWAY_MASKED_BYTES" | tr -d '\0')
  if command -v python3 >/dev/null; then
    python3 -I "$SLIPWAY_LIB/mask.py" <<<"$text" || printf '(withheld: its secrets could not be masked)\n'
  elif compgen -G "$SLIPWAY_ROOT/etc/slipway/secrets/*" >/dev/null; then
    printf '(withheld: there is no python3 to mask its secrets)\n'
  else
    printf '%s\n' "$text"
  fi
}
