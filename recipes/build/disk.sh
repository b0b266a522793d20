#!/usr/bin/env bash
# Makes disk.qcow2, vmlinuz and initrd of WORK/root: build/disk.sh WORK
#
# No loop device and no mount: mke2fs fills the file system, the boot loader is copied to where BIOS looks.
set -euo pipefail

work=$1
root=$work/root
disk=$work/disk.raw
start=2048

main() {
  local used_mib size_mib
  used_mib=$(du --summarize --block-size=1M "$root" | cut -f 1)
  [[ $used_mib =~ ^[0-9]+$ ]]
  size_mib=$((used_mib * 115 / 100 + 384))
  truncate --size "$((size_mib + 1))M" "$disk"
  printf 'label: dos\nstart=%d, type=83, bootable\n' "$start" | sfdisk --quiet "$disk"
  make_file_system "$size_mib"
  install_loader
  qemu-img convert -f raw -O qcow2 "$disk" "$work/disk.qcow2"
  cp --dereference "$root/vmlinuz" "$work/vmlinuz"
  cp "$root/boot/initrd.slipway" "$work/initrd" 2>/dev/null || cp --dereference "$root/initrd.img" "$work/initrd"
  chmod 0644 "$work/vmlinuz" "$work/initrd"
  rm "$disk"
}

# The features are spelt out: what newer mke2fs adds by default the image's GRUB can't read.
make_file_system() {
  local features=none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg
  features+=,sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum
  mke2fs -q -F -t ext4 -b 4096 -O "$features" -L slipway-root -m 1 -E "offset=$((start * 512)),lazy_itable_init=1" \
    -d "$root" "$disk" "${1}M"
}

# boot.img looks for core.img right behind the partition table, where there is free space up to the partition.
install_loader() {
  local core=$root/boot/grub/core.img size
  size=$(stat -c %s "$core")
  [[ $size =~ ^[0-9]+$ ]]
  ((size < (start - 1) * 512)) || {
    echo "error: core.img does not fit before the first partition" >&2
    return 1
  }
  dd if="$root/boot/grub/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
  dd if="$core" of="$disk" bs=512 seek=1 conv=notrunc status=none
}

main
