# shellcheck shell=bash
# What a caller's shell needs.

# Prints export lines for eval, and nothing else, on stdout.
print_env() {
  local dynamic_host
  dynamic_host=$(cd "$HERE/.." && pwd)/node_modules/@pulumi/pulumi
  [[ -d $dynamic_host ]] || say "$dynamic_host is missing: run npm ci before pulumi"
  # shellcheck disable=SC2016 # the caller's shell expands PATH
  printf 'export PATH=%q:%q:"$PATH"\n' "$CACHE/bin" "$dynamic_host"
  printf 'export PULUMI_HOME=%q\n' "$CACHE/home"
  # The login of the user stays valid although plugins are kept apart.
  printf 'export PULUMI_CREDENTIALS_PATH=%q\n' \
    "${PULUMI_CREDENTIALS_PATH:-${PULUMI_HOME:-$HOME/.pulumi}}"
  printf 'export PULUMI_SKIP_UPDATE_CHECK=1\n'
}
