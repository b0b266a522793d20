#!/usr/bin/env bash
# Gives slipway a Pulumi CLI and its plugins, also where Pulumi's download site cannot be reached.
#
# Usage: toolchain/install.sh                        install, then say where
#        eval "$(toolchain/install.sh --print-env)"  install, then use it in this shell
#        toolchain/install.sh --with openstack       the same and the plugin of that platform, which not all need
#
# Inputs: XDG_CACHE_HOME (default ~/.cache), PULUMI_HOME and the usual proxy and GOPROXY variables.
# Re-runnable: whatever is there already is kept; the second run takes less than a second.
set -euo pipefail
export LC_ALL=C # one sort order, so one cache key, everywhere

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE
for part in log versions cache on-path download go build plugins env; do
  # shellcheck source=/dev/null # each part is checked on its own
  source "$HERE/lib/$part.bash"
done

main() {
  local print_env=''
  read_arguments "$@"
  need_tools node flock sha256sum tar timeout
  read_wanted_versions
  name_cache
  check_optional_plugins
  choose_cli
  if ! everything_is_done; then
    lock_cache
    install_all
  fi
  if [[ -n $print_env ]]; then
    print_env
  else
    say "ready: eval \"\$(${BASH_SOURCE[0]} --print-env)\""
  fi
}

# Sets the caller's print_env, and WITH to the plugins that are asked for by name.
read_arguments() {
  WITH=()
  while (($# > 0)); do
    case "$1" in
      --print-env) print_env=yes ;;
      --with)
        [[ -n ${2:-} ]] || usage
        WITH+=("$2")
        shift
        ;;
      *) usage ;;
    esac
    shift
  done
}

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

# Picks the CLI in the order of the README and says why; an earlier choice is kept as long as it works.
choose_cli() {
  if find_pulumi_on_path; then
    use_cache "path-$(pulumi_on_path_key)"
    step_is_done ready || say "using $FOUND_CLI (version $FOUND_CLI_VERSION, at least $MIN_PULUMI is needed)"
    return
  fi
  use_cache own
}

# Runs under the lock: another run may have finished everything in the meantime.
install_all() {
  everything_is_done && return
  if [[ -z $FOUND_CLI ]]; then
    say "no pulumi of version $MIN_PULUMI or newer on PATH${REJECTED_CLI:+ ($REJECTED_CLI)}"
    install_cli
  fi
  install_plugins
  mark_done ready
}

install_cli() {
  step_is_done cli && return
  if site_answers && download_cli; then
    :
  else
    build_cli
  fi
  mark_done cli
}

main "$@"
