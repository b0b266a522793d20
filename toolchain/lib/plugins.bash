# shellcheck shell=bash
# The provider plugins, at the versions of package.json: official ones if the site answers, else ours.

PLUGIN_SEC=300
# Plugins of single platforms: only those who use the platform pay for the build.
OPTIONAL_PLUGINS=(openstack)

install_plugins() {
  local name
  for name in $(printf '%s\n' "${!WANTED[@]}" | sort); do
    if is_provider "$name" && is_asked_for "$name" && ! step_is_done "plugin-$name"; then
      install_plugin "$name"
    fi
  done
}

is_asked_for() {
  [[ " ${OPTIONAL_PLUGINS[*]} " != *" $1 "* || " ${WITH[*]} " == *" $1 "* ]]
}

# --with takes names of optional plugins only.
check_optional_plugins() {
  local name
  for name in "${WITH[@]}"; do
    [[ " ${OPTIONAL_PLUGINS[*]} " == *" $name "* && -n ${WANTED[$name]:-} ]] \
      || fail "there is no optional plugin $name" "these are: ${OPTIONAL_PLUGINS[*]}"
  done
}

everything_is_done() {
  local name
  step_is_done ready || return 1
  for name in "${WITH[@]}"; do
    step_is_done "plugin-$name" || return 1
  done
}

# @pulumi/pulumi is the SDK; every other @pulumi dependency is a provider with a plugin.
is_provider() {
  [[ $1 != pulumi ]]
}

install_plugin() {
  local version=${WANTED[$1]}
  if site_answers && run_step "plugin-$1" "fetching plugin $1 $version" \
    in_home plugin install resource "$1" "$version"; then
    :
  elif [[ -d $HERE/go/$1 ]]; then
    build_plugin "$1"
    # Installed rather than put on PATH: Pulumi warns about every plugin that it takes from PATH.
    run_step "plugin-$1" "installing our plugin $1 $version" \
      in_home plugin install resource "$1" "$version" --file "$PIECE" --reinstall \
      || fail "the plugin $1 could not be installed"
  else
    say "no plugin $1 $version: the site does not answer and there is no $HERE/go/$1 to build; stacks that use @pulumi/$1 will not run"
    return
  fi
  mark_done "plugin-$1"
}

# Runs the chosen CLI with the home that holds our plugins; a download that stalls is given up.
in_home() {
  timeout "$PLUGIN_SEC" env PATH="$CACHE/bin:$PATH" PULUMI_HOME="$CACHE/home" PULUMI_SKIP_UPDATE_CHECK=1 \
    "${FOUND_CLI:-$CACHE/bin/pulumi}" "$@"
}
