#!/usr/bin/env bash
# Boot loader (BIOS), its menu, and the small initrd of direct kernel boots. Our own images only. Re-runnable.
set -euo pipefail
[[ -n ${SLIPWAY_BUILD:-} ]] || exit 0

install_loader() {
  mkdir -p /boot/grub
  grub-mkimage -O i386-pc -o /boot/grub/core.img -p '(hd0,msdos1)/boot/grub' \
    biosdisk part_msdos ext2 normal linux serial terminal search search_label echo test
  cp /usr/lib/grub/i386-pc/boot.img /boot/grub/boot.img
}

# lsm: security modules that something here uses. Where BPF's is on, systemd loads a program into it at each boot.
configure_loader() {
  cat >/boot/grub/grub.cfg <<'CFG'
serial --unit=0 --speed=115200
terminal_input console serial
terminal_output console serial
set timeout=0
menuentry slipway {
  linux /vmlinuz root=LABEL=slipway-root rw quiet lsm=landlock,lockdown,yama console=tty0 console=ttyS0,115200
  initrd /initrd.img
}
CFG
}

# ext4 is in the kernel itself, so the disk's driver is all that a machine with direct kernel boot needs.
install_small_initrd() {
  local version
  version=$(cd /lib/modules && printf '%s\n' * | sort -V | tail -n 1)
  mktirfs -o /boot/initrd.slipway -m no -M no --include-modules=virtio_pci,virtio_mmio,virtio_blk "$version"
}

install_loader
configure_loader
install_small_initrd
printf 'LABEL=slipway-root / ext4 errors=remount-ro,noatime 0 1\n' >/etc/fstab
