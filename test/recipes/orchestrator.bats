#!/usr/bin/env bats

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

@test "a root on something other than a partition of a plain disk is not grown" {
  for stub in sfdisk partx resize2fs; do stub "$stub"; done
  for source in /dev/mapper/root /dev/md0p1 overlay; do
    stub findmnt "echo $source"
    run bash "$ORCHESTRATOR/execute/05-grow-root.sh"
    [ "$status" -eq 0 ]
  done
  ! grep -qv findmnt "$CALLS"
}

@test "the metadata service is not closed where there is none" {
  stub nft
  for cloud in nocloud none; do
    stub cat "echo $cloud"
    run bash "$ORCHESTRATOR/execute/10-metadata.sh"
    [ "$status" -eq 0 ]
  done
  ! grep -q '^nft' "$CALLS"
}

@test "the metadata service is closed to all but root elsewhere, also when the cloud is not known" {
  stub nft '/bin/cat >>"$CALLS"'
  for body in "echo openstack" "exit 1"; do
    : >"$CALLS"
    stub cat "$body"
    run env CALLS="$CALLS" bash "$ORCHESTRATOR/execute/10-metadata.sh"
    [ "$status" -eq 0 ]
    grep -q 'ip daddr 169.254.169.254 meta skuid != 0 reject' "$CALLS"
  done
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
