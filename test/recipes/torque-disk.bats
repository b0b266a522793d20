#!/usr/bin/env bats
# What users write has a file system of its own: it can't fill what services need.

bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  export SLIPWAY_ROOT=$BATS_TEST_TMPDIR/root SLIPWAY_LIB=$RECIPES/lib SLIPWAY_FAULT=$BATS_TEST_TMPDIR/fault
  export SLIPWAY_ROLE=torque-master SLIPWAY_HOME_VOLUME=
  DISK=$SLIPWAY_ROOT/var/lib/slipway/users
  mkdir -p "$SLIPWAY_ROOT"/{home,var/lib/slipway,run/slipway}
  stub mountpoint 'exit 1'
  stub systemctl
}

# with_free MIB: the script runs on a disk with so much room.
with_free() {
  stub df "printf 'Avail\n %s\n' '$1'"
  run env BASH_ENV="$SLIPWAY_LIB/prelude.bash" bash "$RECIPES/torque-node/execute/05-users-disk.sh"
}

@test "services keep two fifths of the free space, and at least what they need" {
  local free expected
  stub fallocate 'touch "${!#}"'
  stub mke2fs
  for free in 700:188 1000:488 5000:3000 100000:83616; do
    rm -f "$DISK".*
    with_free "${free%:*}"
    expected=${free#*:}
    [[ $status -eq 0 ]]
    grep -q "^fallocate --length ${expected}M " "$CALLS"
  done
}

@test "fails at a first boot on a full disk, with the cause" {
  with_free 600
  [[ $status -ne 0 && $output == *"disk full: / has 600 MiB free"* ]]
  [[ ! -e $DISK.img ]]
}

@test "on the head it holds temporary files, scratch and homes; a volume takes the homes" {
  local places='/tmp|/var/tmp|/var/spool/torque/aux|/scratch'
  stub fallocate 'touch "${!#}"'
  stub mke2fs
  with_free 5000
  [[ $(grep -cE " ($places|/home) none bind 0 0$" "$DISK.fstab") == 5 ]]
  head -n 1 "$DISK.fstab" | grep -q ' ext4 noatime,nosuid,nodev '
  rm "$DISK".*
  SLIPWAY_HOME_VOLUME=slipway-home with_free 5000
  [[ $(grep -cE " ($places) none bind 0 0$" "$DISK.fstab") == 4 && $(<"$DISK.fstab") != *" /home "* ]]
}

@test "no user may write to what else is there for all: whoever fills /run stops services" {
  stub fallocate 'touch "${!#}"'
  stub mke2fs
  mkdir -p -m 1777 "$SLIPWAY_ROOT"/run/{lock,cloud-init/tmp}
  chmod 1777 "$SLIPWAY_ROOT"/run/{lock,cloud-init/tmp}
  with_free 5000
  [[ -z $(find "$SLIPWAY_ROOT/run" -perm -0002) ]]
}

@test "on a worker it holds temporary files only: the rest is the head's" {
  stub fallocate 'touch "${!#}"'
  stub mke2fs
  SLIPWAY_ROLE=torque-worker with_free 5000
  [[ $(grep bind "$DISK.fstab" | cut -d ' ' -f 2 | sort | paste -sd ' ') == '/tmp /var/spool/torque/aux /var/tmp' ]]
}

@test "folders for all have the sticky bit, the others are root's, and homes that were there stay" {
  mkdir "$SLIPWAY_ROOT/home/debian"
  with_free 700
  [[ $status -eq 0 && $(stat -c %a "$DISK.img") == 600 ]]
  debugfs -R 'stat tmp' "$DISK.img" 2>/dev/null | grep -q 'Mode: *01777'
  debugfs -R 'stat vartmp' "$DISK.img" 2>/dev/null | grep -q 'Mode: *01777'
  debugfs -R 'stat aux' "$DISK.img" 2>/dev/null | grep -q 'Mode: *0755'
  debugfs -R 'stat home/debian' "$DISK.img" 2>/dev/null | grep -q directory
  grep -q 'systemctl restart slipway-users-disk.service' "$CALLS"
}

@test "a disk that is there is not made again" {
  : >"$DISK.img"
  stub mke2fs
  with_free 5000
  [[ $status -eq 0 ]]
  run ! grep -q mke2fs "$CALLS"
}
