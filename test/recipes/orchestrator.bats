#!/usr/bin/env bats

bats_require_minimum_version 1.5.0

setup() {
  source "$BATS_TEST_DIRNAME/runner-support.bash"
  make_node
  ORCHESTRATOR=$RECIPES/orchestrator
}

@test "the loader and the trimming leave a stock image alone" {
  for stub in cp ln systemctl grub-mkimage mktirfs mkdir; do stub "$stub"; done
  for script in 20-loader 30-trim; do
    run bash "$ORCHESTRATOR/recipe/$script.sh"
    [ "$status" -eq 0 ]
  done
  [ ! -s "$CALLS" ]
}

@test "an image of another release is refused before anything is installed, and said to be one" {
  local script=orchestrator/prerecipe/05-release.sh
  recipe "base/prerecipe/05-release.sh" <"$RECIPES/$script"
  recipe "base/prerecipe/10-next.sh" <<<"echo next >>$CALLS"
  printf 'VERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' >"$SLIPWAY_ROOT/etc/os-release"
  runner prerecipe
  [ "$status" -ne 0 ]
  [[ $(failed '.tail | join("\n")') == *"this image is Debian GNU/Linux 12 (bookworm); slipway's recipes are for Debian 13"* ]]
  [ ! -s "$CALLS" ]
  printf 'VERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n' >"$SLIPWAY_ROOT/etc/os-release"
  runner prerecipe
  [ "$status" -eq 0 ]
  [ "$(cat "$CALLS")" = next ]
}

@test "the release of the images is the one that the recipes ask for" {
  grep -qx 'const SUITE = "trixie";' "$RECIPES/../lib/image/plan.ts"
  grep -qx 'readonly WANTED=13' "$ORCHESTRATOR/prerecipe/05-release.sh"
}

@test "the stand-in for graphics runtimes is a package that dpkg takes, and is installed once" {
  command -v dpkg-deb >/dev/null || skip "no dpkg here"
  recipe base/prerecipe/10-no-gpu.sh <"$RECIPES/torque-node/prerecipe/10-no-gpu.sh"
  stub apt-get 'cp "${*: -1}" "$STUBS/made.deb"'
  stub dpkg-query 'exit 1'
  runner prerecipe
  [ "$status" -eq 0 ]
  [[ $(dpkg-deb --field "$STUBS/made.deb" Provides) == *"libamdhip64-5 (= "*"libhsa-runtime64-1 (= "* ]]
  [ -z "$(dpkg-deb --fsys-tarfile "$STUBS/made.deb" | tar -t | grep -v '/$')" ]
  stub dpkg-query 'printf "1 installed"'
  rm "$SLIPWAY_ROOT"/var/lib/slipway/*.done
  : >"$CALLS"
  runner prerecipe
  [ "$status" -eq 0 ]
  ! grep -q '^apt-get ' "$CALLS"
}

@test "a root on something other than a partition of a plain disk is not grown" {
  for stub in sfdisk partx resize2fs; do stub "$stub"; done
  for source in /dev/mapper/root /dev/md0p1 overlay; do
    stub findmnt "echo $source"
    run bash "$ORCHESTRATOR/execute/05-grow-root.sh"
    [ "$status" -eq 0 ]
  done
  ! grep -qv findmnt "$CALLS"
}

# rules: what `ip rule` shows when the metadata service is closed to users.
readonly CLOSED='10: from all to 169.254.169.254 uidrange 1-4294967294 prohibit proto kernel'

metadata() {
  run env BASH_ENV="$RECIPES/lib/prelude.bash" SLIPWAY_LIB="$RECIPES/lib" SLIPWAY_FAULT="$BATS_TEST_TMPDIR/fault" \
    CLOSED="$CLOSED" bash "$ORCHESTRATOR/execute/10-metadata.sh"
}

@test "the metadata service is closed by the time of the recipes" {
  stub ip 'echo "$CLOSED"'
  stub systemctl
  metadata
  [ "$status" -eq 0 ]
  run ! grep -q '^systemctl' "$CALLS"
}

@test "a node whose users could ask the metadata service closes it, or does not become ready" {
  stub systemctl 'touch "$CALLS.closed"'
  stub ip '[[ ! -e $CALLS.closed ]] || echo "$CLOSED"'
  CALLS=$CALLS metadata
  [ "$status" -eq 0 ]
  stub ip 'echo "0: from all lookup local"'
  metadata
  [ "$status" -ne 0 ]
  [[ $output == *"users of this node can ask the cloud's metadata service"* ]]
}

@test "the rule that the unit adds is the one that is looked for, and holds for users only" {
  [ "$EUID" -eq 0 ] || skip "needs a network of its own"
  line=$(sed -n 's/^ExecStart=//p' "$ORCHESTRATOR/files/etc/systemd/system/slipway-metadata.service" | head -n 1)
  run unshare --net bash -ec '
    ip link set lo up
    ip route add 169.254.0.0/16 dev lo
    '"$line"'
    ip rule show pref 10
    setpriv --reuid 65534 --clear-groups ip route get 169.254.169.254 || echo "users: closed"
    ip route get 169.254.169.254 >/dev/null && echo "root: open"'
  [[ $output == *"to 169.254.169.254 uidrange 1-4294967294 prohibit"*"users: closed"*"root: open" ]]
}

@test "what cloud-init reads in the image is valid" {
  python3 - "$ORCHESTRATOR/image" <<'PYTHON'
import ast, sys
ast.parse(open(sys.argv[1] + "/usr/libexec/slipway/cloud-init-stages").read())
PYTHON
  node -e '
    const config = require("yaml").parse(require("fs").readFileSync(process.argv[1], "utf8"));
    if (config.datasource_list.join() !== "NoCloud,ConfigDrive,OpenStack,None") process.exit(1);
  ' "$ORCHESTRATOR/image/etc/cloud/cloud.cfg.d/90-slipway.cfg"
}

@test "units of the image are named as systemd wants them" {
  run systemd-analyze --version
  [ "$status" -eq 0 ] || skip "no systemd-analyze here"
  run systemd-analyze verify --man=no --recursive-errors=no "$ORCHESTRATOR"/image/etc/systemd/system/cloud-init.target
  [ "$status" -eq 0 ]
}
