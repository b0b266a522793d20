#!/usr/bin/env bats

setup() {
  source "$BATS_TEST_DIRNAME/runner-support.bash"
  make_node
  BUILD=$RECIPES/build
  source "$BUILD/archive.bash"
  # The image's Python is the computer's here.
  list_special() { python3 -I "$BUILD/special.py" "$1"; }
  TREE=$BATS_TEST_TMPDIR/tree
  mkdir -p "$TREE/bin" "$TREE/tmp" "$TREE/run"
  for file in ping sudo chage plain; do echo "$file" >"$TREE/bin/$file"; done
  chmod 4755 "$TREE/bin/sudo"
  chmod 2755 "$TREE/bin/chage"
  chmod 1777 "$TREE/tmp" "$TREE/run"
}

# grant FILE: cap_net_raw=ep, which needs root.
grant() {
  python3 - "$1" <<'PYTHON' || skip "capabilities can't be set here"
import os, sys
os.setxattr(sys.argv[1], "security.capability", bytes.fromhex("0100000200200000000000000000000000000000"))
PYTHON
}

@test "file capabilities and special modes survive packing and unpacking" {
  grant "$TREE/bin/ping"
  pack_root "$TREE" "$BATS_TEST_TMPDIR/root.tar.zst"
  unpack_root "$BATS_TEST_TMPDIR/root.tar.zst" "$BATS_TEST_TMPDIR/new"
  [ "$(list_special "$BATS_TEST_TMPDIR/new")" = "$(list_special "$TREE")" ]
  [ "$(list_special "$TREE" | cut -d ' ' -f 1,4)" = $'2755 /bin/chage\n0644 /bin/ping\n4755 /bin/sudo\n1777 /tmp' ]
}

@test "fails when the unpacked tree lacks a capability or a mode, and names the file" {
  grant "$TREE/bin/ping"
  pack_root "$TREE" "$BATS_TEST_TMPDIR/root.tar.zst"
  # As the builder unpacked until it was mended.
  ARCHIVE=(--use-compress-program=zstd --numeric-owner --xattrs)
  run unpack_root "$BATS_TEST_TMPDIR/root.tar.zst" "$BATS_TEST_TMPDIR/new"
  [ "$status" -ne 0 ]
  [[ $output == *"were lost in unpacking"*" /bin/ping"* ]]
}

@test "fails when a mode was changed in between" {
  pack_root "$TREE" "$BATS_TEST_TMPDIR/root.tar.zst"
  sed -i 's/^4755/0755/' "$BATS_TEST_TMPDIR/special.txt"
  run unpack_root "$BATS_TEST_TMPDIR/root.tar.zst" "$BATS_TEST_TMPDIR/new"
  [ "$status" -ne 0 ]
  [[ $output == *" /bin/sudo"* ]]
}

@test "the file system of a disk keeps them too" {
  command -v debugfs >/dev/null || skip "no debugfs here"
  grant "$TREE/bin/ping"
  truncate --size 16M "$BATS_TEST_TMPDIR/disk"
  mke2fs -q -F -t ext4 -d "$TREE" "$BATS_TEST_TMPDIR/disk"
  [[ $(debugfs -R 'stat /bin/ping' "$BATS_TEST_TMPDIR/disk" 2>/dev/null) == *"security.capability (20)"* ]]
  [[ $(debugfs -R 'stat /bin/sudo' "$BATS_TEST_TMPDIR/disk" 2>/dev/null) == *"Mode:  04755"* ]]
}
