# Keeps secrets out of what leaves the node. Sourced by the runner.
# shellcheck shell=bash

SLIPWAY_MASKED=()

# mask_load: remembers the secrets' values (their printable parts, and all in base64) and those of env names that sound secret.
mask_load() {
  local file line name
  SLIPWAY_MASKED=()
  for file in "$SLIPWAY_ROOT"/etc/slipway/secrets/*; do
    [[ -f $file ]] || continue
    while IFS= read -r line || [[ -n $line ]]; do
      mask_add "$line"
    done < <(LC_ALL=C tr -c '[:print:]' '\n' <"$file")
    mask_add "$(base64 -w0 "$file")"
  done
  for name in $(compgen -e); do
    [[ $name =~ PASSWORD|SECRET|TOKEN|_KEY$ ]] && mask_add "${!name}"
  done
  return 0
}

# Short values are left alone: masking them would eat ordinary text and tell their length.
mask_add() {
  ((${#1} >= 6)) && SLIPWAY_MASKED+=("$1")
  return 0
}

# mask_secrets: copies stdin to stdout with secrets replaced by ****.
mask_secrets() {
  local LC_ALL=C line word in_key=
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line == *"-----BEGIN "*"PRIVATE KEY"* ]]; then in_key=1 && printf '****\n'; fi
    if [[ -n $in_key ]]; then
      [[ $line == *"-----END "* ]] && in_key=
      continue
    fi
    for word in ${SLIPWAY_MASKED[@]+"${SLIPWAY_MASKED[@]}"}; do
      line=${line//"$word"/****}
    done
    if [[ $line =~ ^(.*([Pp]assword|[Pp]asswd|[Ss]ecret|[Tt]oken)[\ \"\']*[=:][\ \"\']*)([^\ \"\']+)(.*)$ ]]; then
      line="${BASH_REMATCH[1]}****${BASH_REMATCH[4]}"
    fi
    printf '%s\n' "$line"
  done
}
