# The stages of the kinds, parents first. Sourced by the runner.
# shellcheck shell=bash

# scripts_of KIND STAGE: sets `scripts` to its recipes, in order.
scripts_of() {
  scripts=("$SLIPWAY_HOME/$1/$2"/??-*.sh)
  if [[ ! -e ${scripts[0]} ]]; then scripts=(); fi
}

# run_build_stage STAGE: runs it for each kind where it is not done yet; the marker holds the hash of its files.
run_build_stage() {
  local stage=$1 kind kinds marker hash seen
  mapfile -t kinds <"$SLIPWAY_HOME/kinds"
  for kind in "${kinds[@]}"; do
    marker=$SLIPWAY_ROOT/var/lib/slipway/$kind.$stage.done
    hash=$(stage_hash "$kind" "$stage")
    if [[ -f $marker ]]; then
      seen=$(<"$marker")
      [[ $seen != "$hash" ]] || continue
    fi
    case $stage in
      packages) run_packages "$kind" ;;
      *) run_scripts "$kind" "$stage" ;;
    esac
    mkdir -p "${marker%/*}"
    printf '%s\n' "$hash" >"$marker"
  done
}

# stage_hash KIND STAGE: of the files that the stage reads, but for those of image builds, which start from nothing.
stage_hash() {
  local kind=$1 stage=$2 paths=("$2")
  if [[ $stage == recipe ]]; then paths+=(files); fi
  (
    cd "$SLIPWAY_HOME/$kind" || exit
    # A kind need not have every stage.
    { find "${paths[@]}" -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z | xargs -0r sha256sum
  ) | sha256sum | cut -d ' ' -f 1
}

run_scripts() {
  local kind=$1 stage=$2 script scripts
  if [[ $stage == recipe && -d $SLIPWAY_HOME/$kind/files ]]; then
    run_script "$kind/files" recipe cp -a --no-preserve=ownership "$SLIPWAY_HOME/$kind/files/." "$SLIPWAY_ROOT/"
  fi
  scripts_of "$kind" "$stage"
  for script in ${scripts[@]+"${scripts[@]}"}; do
    run_recipe "$script" "$stage"
  done
}

run_execute() {
  local kind kinds
  mapfile -t kinds <"$SLIPWAY_HOME/kinds"
  for kind in "${kinds[@]}"; do
    run_scripts "$kind" execute
  done
  run_setup
}

# The user's own script, after everything else: once, with the recipes' environment and functions.
run_setup() {
  local script=$SLIPWAY_ROOT/etc/slipway/setup.sh marker=$SLIPWAY_ROOT/var/lib/slipway/setup.done
  [[ -f $script && ! -e $marker ]] || return 0
  run_recipe "$script" execute
  mkdir -p "${marker%/*}"
  : >"$marker"
}

# The kind's list, at image build also packages.image; `#` starts a comment.
run_packages() {
  local kind=$1 list=$SLIPWAY_HOME/$1/packages lists=() packages words
  if [[ -f $list ]]; then lists+=("$list"); fi
  if [[ -n ${SLIPWAY_BUILD:-} && -f $list.image ]]; then lists+=("$list.image"); fi
  ((${#lists[@]})) || return 0
  words=$(sed 's/#.*//' "${lists[@]}" | xargs -n1)
  [[ -n $words ]] || return 0
  mapfile -t packages <<<"$words"
  run_apt "$kind/packages" packages "${packages[@]}"
}

# The user's packages: at image build as well as at boot, there only what is missing.
run_user_packages() {
  local packages
  read -ra packages <<<"${SLIPWAY_PACKAGES:-}"
  ((${#packages[@]})) || return 0
  run_apt packages packages "${packages[@]}"
}

run_apt() {
  local name=$1 stage=$2
  shift 2
  # shellcheck disable=SC2016 # the positional parameters are those of the inner bash
  run_script "$name" "$stage" env BASH_ENV="$SLIPWAY_LIB/prelude.bash" bash -c 'apt_install "$@"' apt "$@"
}

# run_report: what each kind has to say, on stdout; a failing report does not hide the others.
run_report() {
  local kind kinds script scripts failed=0
  mapfile -t kinds <"$SLIPWAY_HOME/kinds"
  for kind in "${kinds[@]}"; do
    scripts_of "$kind" report
    for script in ${scripts[@]+"${scripts[@]}"}; do
      printf '== %s\n' "${script#"$SLIPWAY_HOME"/}"
      timeout 60 env SLIPWAY_FAULT=/dev/null BASH_ENV="$SLIPWAY_LIB/prelude.bash" bash "$script" </dev/null || failed=1
    done
  done
  return "$failed"
}
